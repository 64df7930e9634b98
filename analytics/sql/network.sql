-- Members with a tie, pairs of members with one in either direction, those of them with one in both,
-- and what was done along all; bots, staff and the unknown member left out.
WITH dyad AS (
    SELECT least(user_id, target_user_id) AS low, greatest(user_id, target_user_id) AS high,
           bool_or(user_id < target_user_id) AND bool_or(user_id > target_user_id) AS mutual,
           sum(cardinality(at)) AS interactions
    FROM pair_day
    WHERE word = ANY(%(words)s) AND starts_on BETWEEN %(first)s AND %(last)s
      AND target_user_id <> 0
      AND user_id NOT IN ({left_out}) AND target_user_id NOT IN ({left_out})
    GROUP BY low, high
)
SELECT (SELECT count(*) FROM (SELECT low FROM dyad UNION SELECT high FROM dyad) AS member),
       count(*), count(*) FILTER (WHERE mutual), coalesce(sum(interactions), 0)::bigint
FROM dyad
