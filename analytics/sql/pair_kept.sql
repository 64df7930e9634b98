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
        FROM pair_day AS d
        WHERE d.user_id = touched.user_id AND d.starts_on >= first_day
        OFFSET 0
    ) AS d
), pair_word AS (
    SELECT user_id, target_user_id, word FROM batch_pair_fact WHERE (SELECT EXISTS (SELECT 1 FROM kept))
    UNION
    SELECT user_id, target_user_id, word FROM kept WHERE is_touched
)
INSERT INTO batch_pair_kept ({columns})
SELECT {columns}
FROM kept
JOIN pair_word USING (user_id, target_user_id, word)
