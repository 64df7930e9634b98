-- A member's share in a day of the platform. Each row counts as an act, and what the rows of one
-- act are too many is taken off. `active_before` follows, in member_chain.sql.
WITH surplus_of_word AS (
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
    SELECT user_id, platform_day, sum(n) AS n, sum(n) - coalesce(max(rows), 0) AS acts,
           %(words)s::jsonb -> kind::int -> word AS meaning
    FROM batch_count
    LEFT JOIN surplus_of_word USING (user_id, platform_day, kind, word)
    WHERE platform_day IS NOT NULL
    GROUP BY user_id, platform_day, kind, word
)
SELECT user_id, platform_day AS starts_on, sum(n) - coalesce(max(rows), 0) AS acts,
       coalesce(bool_or((meaning -> 'makes_active')::boolean), false) AS active,
       coalesce(sum((meaning -> 'weight')::numeric
                    * least(acts, (meaning -> 'daily_cap')::bigint)), 0) AS engagement_score,
       NULL::date AS active_before
FROM of_word
LEFT JOIN surplus USING (user_id, platform_day)
GROUP BY user_id, platform_day
