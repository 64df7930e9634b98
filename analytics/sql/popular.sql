-- The next pieces of content in an order, of those that the reader may see by what was recorded.
SELECT content_type, content_id, score
FROM (
    SELECT content_type, content_id, score
    FROM ({scored}) AS scored
    WHERE score < %(score)s
       OR (score = %(score)s
           AND (content_type COLLATE "C", content_id COLLATE "C") > (%(after_type)s, %(after_id)s))
    ORDER BY score DESC, content_type COLLATE "C", content_id COLLATE "C"
    OFFSET 0
) AS ranked
WHERE {seen}
ORDER BY score DESC, content_type COLLATE "C", content_id COLLATE "C"
LIMIT %(limit)s
