-- The days of each pair from its first touched one on, each with what the pair came to before it.
WITH day AS (
    SELECT user_id, starts_on, target_user_id, word, at, alone, value FROM batch_pair_fact
    UNION ALL
    SELECT user_id, starts_on, target_user_id, word, at, alone, value
    FROM batch_pair_kept AS k
    WHERE NOT EXISTS (
        SELECT 1 FROM batch_platform_day AS b WHERE b.user_id = k.user_id AND b.day = k.starts_on
    )
), chained AS (
    SELECT day.*, prior_value, prior_on,
           decayed_sum(value::float8, starts_on, prior_value, prior_on, %(half_life_days)s::float8)
               OVER (PARTITION BY user_id, target_user_id, word
                     ORDER BY starts_on ROWS UNBOUNDED PRECEDING) AS stands
    FROM day
    JOIN batch_pair_prior USING (user_id, target_user_id, word)
)
INSERT INTO batch_pair (
    user_id, starts_on, target_user_id, word, at, alone, value, value_before, before_on
)
SELECT user_id, starts_on, target_user_id, word, at, alone, value,
       coalesce(lag(stands[1]) OVER in_order, prior_value),
       coalesce(lag(starts_on) OVER in_order, prior_on)
FROM chained
WINDOW in_order AS (PARTITION BY user_id, target_user_id, word ORDER BY starts_on)
