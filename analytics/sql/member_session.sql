-- The sessions of the stretches, whole: split where 30 minutes hold nothing, and every 24 hours
-- from the beginning of what is so held together. Each row counts as an act, and what the rows of
-- one act are too many is taken off.
WITH stepped AS (
    SELECT user_id, session_id, occurred_at,
           lag(occurred_at) OVER by_time AS before,
           row_number() OVER by_time AS nth
    FROM batch_row
    WHERE user_id <> 0
    WINDOW by_time AS (PARTITION BY user_id, session_id ORDER BY occurred_at)
), chain AS (
    SELECT user_id, session_id, occurred_at AS anchor, nth,
           lead(nth) OVER by_time AS next_nth, lead(before) OVER by_time AS ended_at
    FROM (
        SELECT user_id, session_id, occurred_at, before, nth
        FROM stepped
        WHERE before IS NULL OR occurred_at - before > interval '30 minutes'
        UNION ALL
        SELECT user_id, session_id, NULL, max(occurred_at), max(nth) + 1
        FROM stepped
        GROUP BY user_id, session_id
    ) AS edge
    WINDOW by_time AS (PARTITION BY user_id, session_id ORDER BY nth)
), whole AS (
    SELECT user_id, session_id, anchor, ended_at, next_nth - nth AS rows
    FROM chain
    WHERE anchor IS NOT NULL
), session AS (
    SELECT user_id, session_id, anchor AS began_at, ended_at, rows
    FROM whole
    WHERE ended_at - anchor < interval '24 hours'
    UNION ALL
    SELECT user_id, session_id, min(occurred_at), max(occurred_at), count(*)
    FROM (SELECT * FROM whole WHERE ended_at - anchor >= interval '24 hours') AS long
    JOIN batch_row AS r USING (user_id, session_id)
    WHERE occurred_at BETWEEN anchor AND ended_at
    GROUP BY user_id, session_id, anchor,
             floor(extract(epoch FROM occurred_at - anchor) / 86400)
), surplus AS (
    SELECT user_id, session_id, began_at, count(*) - count(DISTINCT act_id) AS rows
    FROM batch_shared_row AS r
    JOIN session USING (user_id, session_id)
    WHERE occurred_at BETWEEN began_at AND ended_at
    GROUP BY user_id, session_id, began_at
)
INSERT INTO batch_session (user_id, began_at, session_id, ended_at, acts)
SELECT user_id, began_at, session_id, ended_at, session.rows - coalesce(surplus.rows, 0)
FROM session
LEFT JOIN surplus USING (user_id, session_id, began_at)
