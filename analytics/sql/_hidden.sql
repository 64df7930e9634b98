SELECT deleted_at IS NOT NULL OR privacy NOT IN ('', 'public')
FROM content_item AS i
WHERE i.content_type = d.content_type AND i.content_id = d.content_id
