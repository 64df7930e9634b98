-- The same rows where the batch holds most members of a few days: these days are read in the order
-- of their time, which lies together. The order holds the planner to the index of time.
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
    SELECT r.*
    FROM (
        (SELECT user_id, 0::smallint AS kind, activity_type AS word, act_id, session_id, occurred_at, device,
               NULL::text AS content_type, NULL::text AS content_id, NULL::bigint AS other_id,
               NULL::boolean AS resolved, NULL::integer AS duration_ms,
               NULL::double precision AS scroll_depth, NULL::text AS visit,
               NULL::uuid AS event_id, NULL::timestamptz AS received_at, NULL::jsonb AS metadata
        FROM user_activity
        WHERE occurred_at >= %(begins)s AND occurred_at < %(ends)s
        ORDER BY occurred_at OFFSET 0)
        UNION ALL
        (SELECT user_id, 1::smallint AS kind, interaction_type AS word, act_id, session_id, occurred_at, device,
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
        FROM content_interaction
        WHERE occurred_at >= %(begins)s AND occurred_at < %(ends)s
        ORDER BY occurred_at OFFSET 0)
        UNION ALL
        (SELECT user_id, 2::smallint AS kind, interaction_type AS word, act_id, session_id, occurred_at, device,
               NULL, NULL, target_user_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM social_interaction
        WHERE occurred_at >= %(begins)s AND occurred_at < %(ends)s
        ORDER BY occurred_at OFFSET 0)
    ) AS r
    JOIN (
        SELECT user_id, lower(whole) AS begins_at, upper(whole) AS ends_at
        FROM (
            SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS whole
            FROM batch_stretch
            GROUP BY user_id
        ) AS merged
    ) AS stretch
      ON stretch.user_id = r.user_id AND occurred_at >= stretch.begins_at
     AND occurred_at < stretch.ends_at
) AS r
LEFT JOIN batch_local_day AS own
       ON own.user_id = r.user_id AND own.own
      AND occurred_at >= own.begins_at AND occurred_at < own.ends_at
      AND (own.even OR (occurred_at AT TIME ZONE own.zone)::date = own.day)
LEFT JOIN batch_local_day AS platform
       ON platform.user_id = r.user_id AND NOT platform.own
      AND occurred_at >= platform.begins_at AND occurred_at < platform.ends_at
      AND (platform.even OR (occurred_at AT TIME ZONE platform.zone)::date = platform.day)
