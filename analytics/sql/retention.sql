-- The periods in which members of each cohort were active within the range, how many they were,
-- and for how many of them it was the latest.
WITH cohort AS MATERIALIZED (
    SELECT user_id, date_trunc(%(unit)s, starts_on::timestamp)::date AS cohort
    FROM member_platform_day
    WHERE starts_on BETWEEN %(first)s AND %(last)s AND active AND active_before IS NULL
      AND user_id <> 0 AND user_id NOT IN ({left_out})
), active AS (
    SELECT DISTINCT cohort, user_id, date_trunc(%(unit)s, starts_on::timestamp)::date AS period
    FROM cohort
    CROSS JOIN LATERAL (
        SELECT starts_on
        FROM member_platform_day AS d
        WHERE d.user_id = cohort.user_id AND active
          AND starts_on BETWEEN %(first)s AND %(last)s
        OFFSET 0
    ) AS d
)
SELECT cohort, period, count(*), count(*) FILTER (WHERE is_latest)
FROM (
    SELECT cohort, period, period = max(period) OVER (PARTITION BY user_id) AS is_latest
    FROM active
) AS each
GROUP BY cohort, period
