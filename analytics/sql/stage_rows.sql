-- Every raw row of the stretches, with the touched days that it lies in: none for those there for
-- their session alone. OFFSET 0 holds the planner to one search of an index for each stretch,
-- whatever it believes of the tables.
INSERT INTO batch_row
SELECT r.user_id, own.day, platform.day, occurred_at, act_id,
       coalesce(session_id, '00000000-0000-0000-0000-000000000000'),
       extract(hour FROM local_at), kind, word, device, content_type, content_id, other_id,
       duration_ms, scroll_depth, visit, resolved, event_id, received_at, metadata
FROM (
    SELECT stretch.user_id, occurred_at AT TIME ZONE zone AS local_at, r.*
    FROM (
        SELECT user_id, zone, lower(whole) AS begins_at, upper(whole) AS ends_at
        FROM (
            SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS whole
            FROM batch_stretch
            GROUP BY user_id
        ) AS merged
        JOIN batch_member USING (user_id)
    ) AS stretch
    CROSS JOIN LATERAL (
        SELECT 0::smallint AS kind, activity_type AS word, act_id, session_id, occurred_at, device,
               NULL::text AS content_type, NULL::text AS content_id, NULL::bigint AS other_id,
               NULL::integer AS duration_ms, NULL::double precision AS scroll_depth,
               NULL::text AS visit, NULL::boolean AS resolved, NULL::uuid AS event_id,
               NULL::timestamptz AS received_at, NULL::jsonb AS metadata
        FROM user_activity AS a
        WHERE a.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        UNION ALL
        SELECT 1::smallint, interaction_type, act_id, session_id, occurred_at, device,
               content_type, content_id, author_id, duration_ms, scroll_depth,
               coalesce(nullif(visit_id, ''), session_id::text, event_id::text),
               metadata #> '{unresolved,content}' IS NULL, event_id, received_at,
               CASE WHEN interaction_type IN ('react', 'create', 'update', 'delete')
                    THEN metadata
               END
        FROM content_interaction AS c
        WHERE c.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        UNION ALL
        SELECT 2::smallint, interaction_type, act_id, session_id, occurred_at, device,
               NULL, NULL, target_user_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM social_interaction AS s
        WHERE s.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        OFFSET 0
    ) AS r
) AS r
LEFT JOIN batch_own_day AS own ON own.user_id = r.user_id AND own.day = local_at::date
LEFT JOIN batch_platform_day AS platform
       ON platform.user_id = r.user_id
      AND platform.day = (occurred_at AT TIME ZONE %(platform)s)::date
