-- Every raw row of the stretches, with the touched days that it lies in: none for those there for
-- their session alone. OFFSET 0 holds the planner to one search of an index for each stretch,
-- whatever it believes of the tables.
INSERT INTO batch_row
SELECT r.user_id, own.day, platform.day, occurred_at, act_id,
       coalesce(session_id, '00000000-0000-0000-0000-000000000000'),
       CASE WHEN own.even THEN date_part('hour', occurred_at - own.begins_at)
            ELSE date_part('hour', occurred_at AT TIME ZONE own.zone)
       END,
       kind, word, device, content_type, content_id, other_id, resolved, duration_ms, scroll_depth,
       CASE WHEN starts_with(visit, 's') THEN visit || platform.day ELSE visit END,
       event_id, received_at, metadata
FROM (
    SELECT stretch.user_id, r.*
    FROM (
        SELECT user_id, lower(whole) AS begins_at, upper(whole) AS ends_at
        FROM (
            SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS whole
            FROM batch_stretch
            GROUP BY user_id
        ) AS merged
    ) AS stretch
    CROSS JOIN LATERAL (
        SELECT 0::smallint AS kind, activity_type AS word, act_id, session_id, occurred_at, device,
               NULL::text AS content_type, NULL::text AS content_id, NULL::bigint AS other_id,
               NULL::boolean AS resolved, NULL::integer AS duration_ms,
               NULL::double precision AS scroll_depth, NULL::text AS visit,
               NULL::uuid AS event_id, NULL::timestamptz AS received_at, NULL::jsonb AS metadata
        FROM user_activity AS r
        WHERE r.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        UNION ALL
        SELECT 1::smallint AS kind, interaction_type AS word, act_id, session_id, occurred_at, device,
               content_type, content_id, author_id, metadata #> '{unresolved,content}' IS NULL,
               duration_ms, scroll_depth,
               CASE WHEN duration_ms IS NOT NULL OR scroll_depth IS NOT NULL
                    THEN coalesce('v' || nullif(visit_id, ''),
                                  's' || coalesce(session_id, event_id))
               END,
               CASE WHEN interaction_type IN ('like', 'react', 'unlike', 'unreact', 'save',
                                          'unsave', 'create', 'update', 'delete') THEN event_id END,
               CASE WHEN interaction_type IN ('like', 'react', 'unlike', 'unreact', 'save',
                                          'unsave', 'create', 'update', 'delete') THEN received_at END,
               CASE WHEN interaction_type IN ('react', 'create', 'update', 'delete')
                    THEN metadata
               END
        FROM content_interaction AS r
        WHERE r.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        UNION ALL
        SELECT 2::smallint AS kind, interaction_type AS word, act_id, session_id, occurred_at, device,
               NULL, NULL, target_user_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM social_interaction AS r
        WHERE r.user_id = stretch.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        OFFSET 0
    ) AS r
) AS r
LEFT JOIN batch_local_day AS own
       ON own.user_id = r.user_id AND own.own
      AND occurred_at >= own.begins_at AND occurred_at < own.ends_at
      AND (own.even OR (occurred_at AT TIME ZONE own.zone)::date = own.day)
LEFT JOIN batch_local_day AS platform
       ON platform.user_id = r.user_id AND NOT platform.own
      AND occurred_at >= platform.begins_at AND occurred_at < platform.ends_at
      AND (platform.even OR (occurred_at AT TIME ZONE platform.zone)::date = platform.day)
