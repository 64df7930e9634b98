SELECT i.deleted_at IS NULL AND i.privacy = 'public'
       AND i.content_type IN ('post', 'comment', 'community') AND ({in_the_open})
FROM content_item AS i
WHERE i.content_type = ranked.content_type AND i.content_id = ranked.content_id
