-- The sessions of the stretches, whole: split where 30 minutes hold nothing, and every 24 hours
-- from the beginning of what is so held together. Nothing is split within a quarter of an hour. Each
-- row counts as an act, and what the rows of one act are too many is taken off. A session that began
-- before the floor stays as it was counted, and none begins with what is left of its rows.
WITH cut AS MATERIALIZED (
    SELECT s.*
    FROM (SELECT DISTINCT user_id FROM batch_stretch) AS b
    CROSS JOIN LATERAL (
        SELECT user_id, session_id, max(ended_at) AS ended_at
        FROM member_session AS s
        WHERE s.user_id = b.user_id AND ended_at >= %(floor)s::timestamptz
          AND began_at < %(floor)s::timestamptz
          AND began_at >= %(floor)s::timestamptz - interval '25 hours'
        GROUP BY user_id, session_id
        OFFSET 0
    ) AS s
), quarter AS (
    SELECT user_id, session_id, first_at, last_at, n
    FROM batch_quarter AS q
    WHERE user_id <> 0
      AND NOT EXISTS (
          SELECT 1 FROM cut WHERE cut.user_id = q.user_id AND cut.session_id = q.session_id
      )
    UNION ALL
    SELECT user_id, session_id, min(occurred_at), max(occurred_at), count(*)
    FROM batch_row
    JOIN cut USING (user_id, session_id)
    WHERE occurred_at > ended_at AND (SELECT EXISTS (SELECT 1 FROM cut))
    GROUP BY user_id, session_id, date_bin('15 minutes', occurred_at, '2000-01-01 00:00Z')
), numbered AS (
    SELECT user_id, session_id, first_at, last_at, n,
           count(*) FILTER (WHERE begins) OVER (PARTITION BY user_id, session_id ORDER BY first_at)
               AS nth
    FROM (
        SELECT user_id, session_id, first_at, last_at, n,
               coalesce(first_at - max(last_at) OVER (PARTITION BY user_id, session_id
                                                      ORDER BY first_at
                                                      ROWS BETWEEN UNBOUNDED PRECEDING
                                                               AND 1 PRECEDING)
                        > interval '30 minutes', true) AS begins
        FROM quarter
    ) AS step
), whole AS (
    SELECT user_id, session_id, min(first_at) AS began_at, max(last_at) AS ended_at, sum(n) AS rows
    FROM numbered
    GROUP BY user_id, session_id, nth
), session AS (
    SELECT user_id, session_id, began_at, ended_at, rows
    FROM whole
    WHERE ended_at - began_at < interval '24 hours'
    UNION ALL
    SELECT user_id, session_id, min(occurred_at), max(occurred_at), count(*)
    FROM (SELECT * FROM whole WHERE ended_at - began_at >= interval '24 hours') AS long
    JOIN batch_row AS r USING (user_id, session_id)
    WHERE occurred_at BETWEEN began_at AND ended_at
    GROUP BY user_id, session_id, began_at,
             floor(extract(epoch FROM occurred_at - began_at) / 86400)
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
