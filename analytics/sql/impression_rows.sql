-- The rows of some members in the order in which the system came to have them (`moment`); what was
-- shown comes once more, before all else of its instant, at the instant when it was shown.
SELECT row.*, item.impressions, item.views, item.engagements,
       made.created_at
FROM (
    SELECT user_id, moment, step, occurred_at, received_at, event_id, available_at,
           (occurred_at AT TIME ZONE %(platform)s)::date - date '1970-01-01' AS day,
           interaction_type AS word, content_type, content_id, author_id AS other_id, duration_ms,
           scroll_depth, position, surface, impression_id,
           coalesce(nullif(visit_id, ''), session_id::text, event_id::text) AS visit,
           coalesce((
               SELECT tags
               FROM feed_item_tagged AS t
               WHERE step = 0 AND t.content_id = c.content_id AND t.content_type = c.content_type
                 AND t.available_at < moment AND t.occurred_at > moment - %(horizon)s
               ORDER BY t.occurred_at DESC, t.received_at DESC, t.event_id DESC
               LIMIT 1
           ), CASE WHEN jsonb_typeof(metadata -> 'tags') = 'array' THEN metadata ->> 'tags' END)
               AS tags,
           left(metadata ->> 'reaction', 64) AS reaction,
           left(metadata ->> 'previous', 64) AS previous, NULL::float8 AS acts
    FROM (
        SELECT c.*
        FROM unnest(%(users)s::bigint[]) AS asked (user_id)
        CROSS JOIN LATERAL (
            SELECT *, {available_at} AS available_at
            FROM content_interaction AS c
            WHERE c.user_id = asked.user_id AND occurred_at >= %(rows_from)s
              AND occurred_at < %(to)s AND interaction_type = ANY(%(content_words)s)
            OFFSET 0
        ) AS c
        WHERE metadata #> '{unresolved,content}' IS NULL AND available_at < %(to)s
    ) AS c
    CROSS JOIN LATERAL (VALUES (0, occurred_at), (1, available_at)) AS turn (step, moment)
    WHERE step = 1 OR interaction_type = 'impression'
    UNION ALL
    SELECT user_id, available_at, 1, occurred_at, received_at, event_id, available_at,
           (occurred_at AT TIME ZONE %(platform)s)::date - date '1970-01-01',
           interaction_type, NULL, NULL, target_user_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           NULL, NULL, round(1.0 / targets, 6)::float8
    FROM unnest(%(users)s::bigint[]) AS asked (user_id)
    CROSS JOIN LATERAL (
        SELECT interaction_type, target_user_id, occurred_at, received_at, event_id,
               {available_at} AS available_at,
               CASE WHEN interaction_type = 'message_send'
                    THEN count(*) OVER (PARTITION BY act_id, interaction_type
                                        ORDER BY {available_at})
                    ELSE 1
               END AS targets
        FROM social_interaction AS s
        WHERE s.user_id = asked.user_id AND occurred_at >= %(tie_rows_from)s
          AND occurred_at < %(to)s AND interaction_type = ANY(%(words)s)
          AND target_user_id IS NOT NULL
        OFFSET 0
    ) AS s
    WHERE target_user_id <> user_id AND available_at < %(to)s
) AS row
LEFT JOIN LATERAL (
    SELECT sum(impressions)::bigint AS impressions, sum(views)::bigint AS views,
           sum(engagements)::bigint AS engagements
    FROM feed_item_day AS d
    WHERE step = 0 AND occurred_at >= %(from)s AND d.content_id = row.content_id
      AND d.content_type = row.content_type
      AND d.day >= (moment AT TIME ZONE 'UTC')::date - 7
      AND d.day < (moment AT TIME ZONE 'UTC')::date
    OFFSET 0
) AS item ON true
LEFT JOIN LATERAL (
    SELECT min(m.occurred_at) AS created_at
    FROM feed_item_made AS m
    WHERE step = 0 AND m.content_id = row.content_id AND m.content_type = row.content_type
      AND m.available_at < moment AND m.occurred_at > moment - %(horizon)s
    OFFSET 0
) AS made ON true
ORDER BY user_id, moment, step, row.occurred_at, received_at, event_id
