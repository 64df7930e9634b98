-- What is kept of the pairs that this batch touches, from the earliest touched day of each member.
WITH touched AS (
    SELECT user_id, min(day) AS first_day FROM batch_platform_day GROUP BY user_id
), kept AS (
    SELECT d.*, EXISTS (
               SELECT 1 FROM batch_platform_day AS b
               WHERE b.user_id = d.user_id AND b.day = d.starts_on
           ) AS is_touched
    FROM touched
    CROSS JOIN LATERAL (
        SELECT *
        FROM {table} AS d
        WHERE d.user_id = touched.user_id AND d.starts_on >= first_day
        OFFSET 0
    ) AS d
), pair AS (
    SELECT {pair} FROM {touched_by} WHERE (SELECT EXISTS (SELECT 1 FROM kept))
    UNION
    SELECT {pair} FROM kept WHERE is_touched
)
INSERT INTO {into} ({columns})
SELECT {columns}
FROM kept
JOIN pair USING ({pair})
