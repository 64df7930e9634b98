-- Pieces of content as their changes left them, whoever made these. Whose author has ever refused to be
-- tracked may have made others that left no row: of these the latest row of what anybody did to it tells
-- what it then was. What was told stays when that row is gone.
WITH touched AS (
    SELECT DISTINCT content_type, content_id FROM batch_content_day
), changed AS (
    SELECT content_type, content_id, max(author_id) AS author_id, min(created_at) AS created_at,
           max(changed_at) AS changed_at, max(deleted_at) AS deleted_at,
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
), known AS (
    SELECT i.*
    FROM touched
    CROSS JOIN LATERAL (
        SELECT content_type, content_id, author_id, told_at, privacy, community, tags
        FROM content_item AS i
        WHERE i.content_type = touched.content_type AND i.content_id = touched.content_id
          AND told_at IS NOT NULL
        OFFSET 0
    ) AS i
), untold AS (
    SELECT content_type, content_id
    FROM (
        SELECT DISTINCT content_type, content_id, author_id
        FROM batch_seen
        WHERE author_id IS NOT NULL AND content_type IN ({items})
    ) AS seen
    CROSS JOIN LATERAL (
        SELECT FROM account_user AS u WHERE u.id = author_id AND refused_tracking OFFSET 0
    ) AS refused
    UNION
    SELECT content_type, content_id FROM known
), told AS (
    SELECT DISTINCT ON (content_type, content_id) *
    FROM (
        SELECT * FROM known
        UNION ALL
        SELECT untold.content_type, untold.content_id, author_id, occurred_at,
               left(metadata ->> 'privacy', 32), left(coalesce(metadata ->> 'community', ''), 64),
               CASE WHEN jsonb_typeof(metadata -> 'tags') = 'array' THEN metadata -> 'tags'
                    ELSE '[]' END
        FROM untold
        CROSS JOIN LATERAL (
            SELECT author_id, occurred_at, metadata
            FROM content_interaction AS r
            WHERE r.content_id = untold.content_id AND r.content_type = untold.content_type
              AND metadata #> '{unresolved,content}' IS NULL
            ORDER BY occurred_at DESC, received_at DESC, event_id DESC
            LIMIT 1
        ) AS latest
        WHERE metadata ->> 'privacy' IS NOT NULL
    ) AS said
    ORDER BY content_type, content_id, told_at DESC
), newer AS (
    SELECT told.*
    FROM told
    LEFT JOIN changed USING (content_type, content_id)
    WHERE changed_at IS NULL OR told_at > changed_at
)
INSERT INTO batch_item (
    content_type, content_id, author_id, created_at, deleted_at, privacy, community, tags, told_at
)
SELECT content_type, content_id, coalesce(c.author_id, n.author_id), created_at, deleted_at,
       coalesce(n.privacy, c.privacy), coalesce(n.community, c.community), coalesce(n.tags, c.tags),
       told_at
FROM changed AS c
FULL JOIN newer AS n USING (content_type, content_id)
