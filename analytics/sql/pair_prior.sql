-- What each known pair came to before its first touched day: as its earliest kept day says, else as
-- it stands now, unless that is of a day from the first touched one on, which then was lost. What is
-- of one day, and of which nothing is kept, is new: see pair_new.sql.
WITH touched AS (
    SELECT user_id, min(day) AS first_day FROM batch_platform_day GROUP BY user_id
), pair_word AS (
    SELECT user_id, target_user_id, word, first_day, days
    FROM (
        SELECT user_id, target_user_id, word, sum(days) AS days
        FROM (
            SELECT user_id, target_user_id, word, 1 AS days FROM batch_pair_fact
            UNION ALL
            SELECT user_id, target_user_id, word, 2 FROM batch_pair_kept
        ) AS each
        GROUP BY user_id, target_user_id, word
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
       CASE WHEN e.user_id IS NOT NULL THEN value_before
            WHEN p.valued_on < first_day THEN p.value
       END,
       CASE WHEN e.user_id IS NOT NULL THEN before_on
            WHEN p.valued_on < first_day THEN p.valued_on
       END
FROM pair_word AS w
LEFT JOIN earliest AS e USING (user_id, target_user_id, word)
LEFT JOIN LATERAL (
    SELECT value, valued_on
    FROM pair AS p
    WHERE p.user_id = w.user_id AND p.target_user_id = w.target_user_id AND p.word = w.word
    OFFSET 0
) AS p ON true
WHERE days > 1 OR valued_on IS NOT NULL
