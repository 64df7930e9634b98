-- The active day before each active one, from the earliest touched day of each member on. Returns
-- the days of which that has changed.
WITH touched AS (
    SELECT user_id, min(day) AS first_day FROM batch_platform_day GROUP BY user_id
), active_day AS (
    SELECT touched.user_id, first_day, d.starts_on
    FROM touched
    CROSS JOIN LATERAL (
        SELECT starts_on
        FROM member_platform_day AS d
        WHERE d.user_id = touched.user_id AND starts_on >= first_day AND active
        OFFSET 0
    ) AS d
), chained AS (
    SELECT user_id, first_day, starts_on,
           lag(starts_on) OVER (PARTITION BY user_id ORDER BY starts_on) AS before
    FROM active_day
), complete AS (
    SELECT user_id, starts_on,
           coalesce(before, (
               SELECT d.starts_on
               FROM member_platform_day AS d
               WHERE d.user_id = chained.user_id AND d.starts_on < first_day AND active
               ORDER BY d.starts_on DESC
               LIMIT 1
           )) AS before
    FROM chained
)
UPDATE member_platform_day AS d
SET active_before = before
FROM complete
WHERE d.user_id = complete.user_id AND d.starts_on = complete.starts_on
  AND active_before IS DISTINCT FROM before
RETURNING d.starts_on
