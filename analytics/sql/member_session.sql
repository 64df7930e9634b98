-- The sessions of the stretches, whole: split where 30 minutes hold nothing, and every 24 hours
-- from the beginning of what is so held together. What lies in a session that began before the
-- stretch (the rows of its beginning are gone) stays there.
WITH stepped AS (
    SELECT user_id, session_id, act_id, occurred_at,
           (occurred_at - lag(occurred_at) OVER by_time > interval '30 minutes')::int AS begins
    FROM batch_row AS r
    WHERE user_id <> 0
    WINDOW by_time AS (PARTITION BY user_id, session_id ORDER BY occurred_at)
), chained AS (
    SELECT *, coalesce(sum(begins) OVER by_time, 0) AS chain
    FROM stepped
    WINDOW by_time AS (PARTITION BY user_id, session_id ORDER BY occurred_at)
), anchored AS (
    SELECT *, min(occurred_at) OVER (PARTITION BY user_id, session_id, chain) AS anchor
    FROM chained
)
INSERT INTO batch_session (user_id, began_at, session_id, ended_at, acts)
SELECT user_id, min(occurred_at), session_id, max(occurred_at), count(DISTINCT act_id)
FROM anchored
GROUP BY user_id, session_id, chain, floor(extract(epoch FROM occurred_at - anchor) / 86400)
