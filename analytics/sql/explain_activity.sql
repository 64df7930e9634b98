SELECT 'activity' AS kind, activity_type AS word, r.event_id, r.act_id, r.user_id, r.occurred_at,
       r.received_at, coalesce(r.session_id, {no_session}) AS session_id,
       r.device, NULL::text AS content_type, NULL::text AS content_id, NULL::bigint AS author_id,
       NULL::int AS duration_ms, NULL::float8 AS scroll_depth, NULL::text AS visit_id,
       NULL::bigint AS target_user_id, r.metadata
FROM user_activity AS r
