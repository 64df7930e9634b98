-- Pieces of content as their changes left them, whoever made these.
SELECT content_type, content_id, max(author_id) AS author_id, min(created_at) AS created_at,
       max(deleted_at) AS deleted_at,
       coalesce((array_agg(privacy ORDER BY changed_at DESC, user_id)
                 FILTER (WHERE changed_at IS NOT NULL))[1], '') AS privacy,
       coalesce((array_agg(community ORDER BY changed_at DESC, user_id)
                 FILTER (WHERE changed_at IS NOT NULL))[1], '') AS community,
       coalesce((jsonb_agg(tags ORDER BY changed_at DESC, user_id)
                 FILTER (WHERE changed_at IS NOT NULL)) -> 0, '[]') AS tags
FROM (SELECT DISTINCT content_type, content_id FROM batch_content_day) AS touched
CROSS JOIN LATERAL (
    SELECT user_id, author_id, created_at, changed_at, deleted_at, privacy, community, tags
    FROM content_change AS c
    WHERE c.content_id = touched.content_id AND c.content_type = touched.content_type
    OFFSET 0
) AS change
GROUP BY content_type, content_id
