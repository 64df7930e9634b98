-- Which of some pieces of content the reader may see by what was recorded.
SELECT content_type, content_id
FROM unnest(%(types)s::text[], %(ids)s::text[]) AS ranked (content_type, content_id)
WHERE {seen}
