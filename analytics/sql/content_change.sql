-- What members made, edited or deleted on the touched days, and what the content then was.
INSERT INTO batch_change (
    user_id, starts_on, content_type, content_id, author_id, created_at, changed_at, deleted_at,
    privacy, community, tags
)
SELECT user_id, platform_day AS starts_on, content_type, content_id, max(author_id) AS author_id,
       min(occurred_at) FILTER (WHERE word = 'create') AS created_at,
       max(occurred_at) FILTER (WHERE word <> 'delete') AS changed_at,
       max(occurred_at) FILTER (WHERE word = 'delete') AS deleted_at,
       coalesce(left(latest ->> 'privacy', 32), '') AS privacy,
       coalesce(left(latest ->> 'community', 64), '') AS community,
       CASE WHEN jsonb_typeof(latest -> 'tags') = 'array' THEN latest -> 'tags' ELSE '[]' END
           AS tags
FROM (
    SELECT *, first_value(metadata) OVER (
               PARTITION BY user_id, platform_day, content_type, content_id
               ORDER BY word <> 'delete' DESC, occurred_at DESC, received_at DESC, event_id DESC
           ) AS latest
    FROM batch_turn
    WHERE word IN ('create', 'update', 'delete')
      AND content_type IN ({items})
) AS change
GROUP BY user_id, platform_day, content_type, content_id, latest
