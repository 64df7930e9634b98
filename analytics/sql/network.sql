-- Members with a tie, pairs of members with one in either direction, those of them with one in both,
-- and what was done along all; bots, staff and the unknown member left out. A tie is looked at on the
-- first of its days alone, which is the one whose day before lies before the range.
WITH act AS MATERIALIZED (
    SELECT user_id, target_user_id, cardinality(at) AS rows,
           before_on IS NULL OR before_on < %(first)s AS is_first
    FROM pair_day
    WHERE word = ANY(%(words)s) AND starts_on BETWEEN %(first)s AND %(last)s
      AND target_user_id <> 0
      AND user_id NOT IN ({left_out}) AND target_user_id NOT IN ({left_out})
), tie AS MATERIALIZED (
    SELECT DISTINCT user_id, target_user_id FROM act WHERE is_first
), dyad AS (
    SELECT count(*) = 2 AS mutual
    FROM tie
    GROUP BY least(user_id, target_user_id), greatest(user_id, target_user_id)
)
SELECT (SELECT count(*) FROM (SELECT user_id FROM tie UNION SELECT target_user_id FROM tie) AS member),
       count(*), count(*) FILTER (WHERE mutual),
       coalesce((SELECT sum(rows) FROM act), 0)::bigint
FROM dyad
