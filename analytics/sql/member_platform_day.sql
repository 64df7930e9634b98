-- A member's share in a day of the platform. Each row counts as an act, and what the rows of one
-- act are too many is taken off. `active_before` follows, in member_chain.sql.
WITH meaning AS MATERIALIZED ({meaning}
), surplus_of_word AS (
    SELECT user_id, platform_day, kind, word, count(*) - count(DISTINCT act_id) AS rows
    FROM batch_shared_row
    WHERE platform_day IS NOT NULL
    GROUP BY user_id, platform_day, kind, word
), surplus AS (
    SELECT user_id, platform_day, count(*) - count(DISTINCT act_id) AS rows
    FROM batch_shared_row
    WHERE platform_day IS NOT NULL
    GROUP BY user_id, platform_day
), of_word AS (
    SELECT user_id, platform_day, kind, word, sum(n) AS n
    FROM batch_count
    WHERE platform_day IS NOT NULL
    GROUP BY user_id, platform_day, kind, word
)
SELECT user_id, platform_day AS starts_on, sum(n) - coalesce(max(s.rows), 0) AS acts,
       coalesce(bool_or(makes_active), false) AS active,
       coalesce(sum(weight * least(n - coalesce(w.rows, 0), daily_cap)), 0) AS engagement_score,
       NULL::date AS active_before
FROM of_word
LEFT JOIN surplus_of_word AS w USING (user_id, platform_day, kind, word)
LEFT JOIN surplus AS s USING (user_id, platform_day)
LEFT JOIN meaning USING (kind, word)
GROUP BY user_id, platform_day
