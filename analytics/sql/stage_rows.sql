-- Every raw row of the stretches, with the touched days that it lies in: none for those there for
-- their session alone.
INSERT INTO batch_row
SELECT user_id,
       {days},
       occurred_at, act_id, session_id, date_part('hour', own_at), 0, word, device
FROM (
    SELECT r.user_id, occurred_at, act_id,
           coalesce(session_id, {no_session}) AS session_id,
           activity_type AS word, device, {clocks}
    FROM {user_activity}
    OFFSET 0
) AS r;

-- What is only asked of reports of a visit, and of changes of what holds, is there for these alone.
-- Few rows are unresolved: whether one may be is quicker to ask than whether it is.
INSERT INTO batch_content_row
SELECT user_id,
       {days},
       occurred_at, act_id, session_id, date_part('hour', own_at), 1, word, device,
       content_type, content_id, author_id, resolved,
       visit_id,
       CASE WHEN is_timed AND visit_id = '' THEN named_session END,
       CASE WHEN is_timed THEN duration_ms END, CASE WHEN is_timed THEN scroll_depth END,
       CASE WHEN is_turn THEN event_id END, CASE WHEN is_turn THEN received_at END,
       CASE WHEN is_turn THEN metadata END
FROM (
    SELECT r.user_id, occurred_at, act_id,
           coalesce(session_id, {no_session}) AS session_id,
           interaction_type AS word, device,
           content_type, content_id, author_id, visit_id, duration_ms, scroll_depth, event_id,
           received_at, metadata,
           NOT (metadata ? 'unresolved' AND metadata #> '{unresolved,content}' IS NOT NULL)
               AS resolved,
           coalesce(session_id, event_id) AS named_session,
           (duration_ms IS NOT NULL OR scroll_depth IS NOT NULL)
               AND interaction_type IN ('view', 'time_spent', 'scroll_depth') AS is_timed,
           interaction_type IN ('like', 'react', 'unlike', 'unreact', 'save', 'unsave', 'create',
                                'update', 'delete') AS is_turn,
           {clocks}
    FROM {content_interaction}
    OFFSET 0
) AS r;

INSERT INTO batch_social_row
SELECT user_id,
       {days},
       occurred_at, act_id, session_id, date_part('hour', own_at), 2, word, device, target_user_id
FROM (
    SELECT r.user_id, occurred_at, act_id,
           coalesce(session_id, {no_session}) AS session_id,
           interaction_type AS word, device,
           target_user_id, {clocks}
    FROM {social_interaction}
    OFFSET 0
) AS r
