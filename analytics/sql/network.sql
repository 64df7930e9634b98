-- Members with a tie, pairs of members with one in either direction, those of them with one in both,
-- and what was done along all; bots, staff and the unknown member left out.
WITH tie AS MATERIALIZED (
    SELECT user_id, target_user_id, rows
    FROM (
        SELECT user_id, target_user_id, sum(cardinality(at)) AS rows
        FROM pair_day
        WHERE word = ANY(%(words)s) AND starts_on BETWEEN %(first)s AND %(last)s
          AND target_user_id <> 0
        GROUP BY user_id, target_user_id
    ) AS pair
    WHERE user_id NOT IN ({left_out}) AND target_user_id NOT IN ({left_out})
), dyad AS (
    SELECT count(*) = 2 AS mutual, sum(rows) AS rows
    FROM tie
    GROUP BY least(user_id, target_user_id), greatest(user_id, target_user_id)
)
SELECT (SELECT count(*) FROM (SELECT user_id FROM tie UNION SELECT target_user_id FROM tie) AS member),
       count(*), count(*) FILTER (WHERE mutual), coalesce(sum(rows), 0)::bigint
FROM dyad
