-- Pieces of content as their changes left them, whoever made these. Whose author refuses to be
-- tracked leaves no such rows: it is then what the latest row of what others did to it says it was.
-- That stays when the rows are gone, or the author refuses no more.
WITH touched AS (
    SELECT DISTINCT content_type, content_id FROM batch_content_day
), changed AS (
    SELECT content_type, content_id, max(author_id) AS author_id, min(created_at) AS created_at,
           max(deleted_at) AS deleted_at,
           coalesce((array_agg(privacy ORDER BY changed_at DESC, user_id)
                     FILTER (WHERE changed_at IS NOT NULL))[1], '') AS privacy,
           coalesce((array_agg(community ORDER BY changed_at DESC, user_id)
                     FILTER (WHERE changed_at IS NOT NULL))[1], '') AS community,
           coalesce((jsonb_agg(tags ORDER BY changed_at DESC, user_id)
                     FILTER (WHERE changed_at IS NOT NULL)) -> 0, '[]') AS tags
    FROM touched
    CROSS JOIN LATERAL (
        SELECT user_id, author_id, created_at, changed_at, deleted_at, privacy, community, tags
        FROM content_change AS c
        WHERE c.content_id = touched.content_id AND c.content_type = touched.content_type
        OFFSET 0
    ) AS change
    GROUP BY content_type, content_id
), untold AS (
    SELECT content_type, content_id
    FROM (
        SELECT DISTINCT content_type, content_id, author_id
        FROM batch_seen
        WHERE author_id IS NOT NULL AND content_type IN ({items})
    ) AS seen
    CROSS JOIN LATERAL (
        SELECT FROM account_user AS u WHERE u.id = author_id AND NOT tracking_consent OFFSET 0
    ) AS refusing
    UNION
    SELECT i.content_type, i.content_id
    FROM touched
    CROSS JOIN LATERAL (
        SELECT content_type, content_id
        FROM content_item AS i
        WHERE i.content_type = touched.content_type AND i.content_id = touched.content_id
          AND told_by_others
        OFFSET 0
    ) AS i
    EXCEPT SELECT content_type, content_id FROM changed
)
INSERT INTO batch_item (
    content_type, content_id, author_id, created_at, deleted_at, privacy, community, tags,
    told_by_others
)
SELECT content_type, content_id, author_id, created_at, deleted_at, privacy, community, tags, false
FROM changed
UNION ALL
SELECT untold.content_type, untold.content_id, author_id, NULL, NULL,
       left(metadata ->> 'privacy', 32), left(coalesce(metadata ->> 'community', ''), 64),
       CASE WHEN jsonb_typeof(metadata -> 'tags') = 'array' THEN metadata -> 'tags' ELSE '[]' END,
       true
FROM untold
CROSS JOIN LATERAL (
    SELECT author_id, metadata
    FROM content_interaction AS r
    WHERE r.content_id = untold.content_id AND r.content_type = untold.content_type
      AND metadata #> '{unresolved,content}' IS NULL
    ORDER BY occurred_at DESC, received_at DESC, event_id DESC
    LIMIT 1
) AS latest
WHERE metadata ->> 'privacy' IS NOT NULL
