-- What each pair came to before its first touched day: as its earliest kept day says, else as it
-- stands now, unless that is of a day from the first touched one on, which then was lost.
WITH touched AS (
    SELECT user_id, min(day) AS first_day FROM batch_platform_day GROUP BY user_id
), pair_word AS (
    SELECT user_id, target_user_id, word, first_day
    FROM (
        SELECT user_id, target_user_id, word FROM batch_pair_fact
        UNION
        SELECT user_id, target_user_id, word FROM batch_pair_kept
    ) AS known
    JOIN touched USING (user_id)
), earliest AS (
    SELECT DISTINCT ON (user_id, target_user_id, word)
           user_id, target_user_id, word, value_before, before_on
    FROM batch_pair_kept
    ORDER BY user_id, target_user_id, word, starts_on
)
INSERT INTO batch_pair_prior
SELECT user_id, target_user_id, word,
       CASE WHEN e.user_id IS NULL THEN p.value ELSE value_before END,
       CASE WHEN e.user_id IS NULL THEN p.valued_on ELSE before_on END
FROM pair_word AS w
LEFT JOIN earliest AS e USING (user_id, target_user_id, word)
LEFT JOIN LATERAL (
    SELECT value, valued_on
    FROM pair AS p
    WHERE p.user_id = w.user_id AND p.target_user_id = w.target_user_id AND p.word = w.word
      AND p.valued_on < first_day
    OFFSET 0
) AS p ON true
