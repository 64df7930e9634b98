SELECT 'content' AS kind, interaction_type AS word, r.event_id, r.act_id, r.user_id, r.occurred_at,
       r.received_at, coalesce(r.session_id, {no_session}) AS session_id,
       r.device, r.content_type, r.content_id, r.author_id, r.duration_ms, r.scroll_depth,
       coalesce('v' || nullif(r.visit_id, ''), 's' || coalesce(r.session_id, r.event_id))
           AS visit_id,
       NULL::bigint AS target_user_id, r.metadata
FROM content_interaction AS r
