-- A member's share in a day of the platform. `active_before` follows, in member_chain.sql.
WITH act_word AS (
    SELECT user_id, platform_day, kind, word, act_id
    FROM batch_row
    WHERE platform_day IS NOT NULL
    GROUP BY user_id, platform_day, kind, word, act_id
), counted AS (
    SELECT user_id, platform_day, count(*) AS acts,
           %(words)s::jsonb -> kind::int -> word AS meaning
    FROM act_word
    GROUP BY user_id, platform_day, kind, word
), act AS (
    SELECT user_id, platform_day, count(DISTINCT act_id) AS acts
    FROM act_word
    GROUP BY user_id, platform_day
)
SELECT user_id, platform_day AS starts_on, act.acts,
       coalesce(bool_or((meaning -> 'makes_active')::boolean), false) AS active,
       coalesce(sum((meaning -> 'weight')::numeric
                    * least(counted.acts, (meaning -> 'daily_cap')::bigint)), 0)
           AS engagement_score,
       NULL::date AS active_before
FROM counted
JOIN act USING (user_id, platform_day)
GROUP BY user_id, platform_day, act.acts
