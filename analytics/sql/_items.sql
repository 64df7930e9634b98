'post', 'story', 'comment', 'community'
