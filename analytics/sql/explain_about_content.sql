-- What counts for content: rows whose content is known, and whose it is as that day's rows say.
SELECT *, max(author_id) OVER (PARTITION BY user_id, day, content_type, content_id) AS owner_id
FROM {before}
WHERE metadata #> '{unresolved,content}' IS NULL AND word NOT IN ('create', 'update', 'delete')
