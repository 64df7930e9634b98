-- What several statistics need: rows by word; the rows of acts that have several (all others are
-- acts by themselves, so that counting acts has to look at few); the few that change how content or
-- a member stands, in whose order lies what they come to.
INSERT INTO batch_count
SELECT user_id, own_day, platform_day, kind, word, content_type, count(*)
FROM batch_row
GROUP BY user_id, own_day, platform_day, kind, word, content_type;

INSERT INTO batch_shared_act
SELECT act_id FROM batch_row GROUP BY act_id HAVING count(*) > 1;

INSERT INTO batch_shared_row
SELECT user_id, own_day, platform_day, occurred_at, act_id, session_id, hour, kind, word
FROM batch_row
JOIN batch_shared_act USING (act_id);

INSERT INTO batch_turn
SELECT user_id, platform_day, occurred_at, word, content_type, content_id, other_id, resolved,
       event_id, received_at, metadata
FROM batch_row
WHERE event_id IS NOT NULL AND platform_day IS NOT NULL
