'like', 'react', 'comment', 'share', 'save'
