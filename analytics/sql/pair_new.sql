-- The days of pairs of which nothing else is known.
SELECT user_id, starts_on, target_user_id, word, at, alone, value, value_before, before_on
FROM batch_pair_fact AS f
WHERE NOT EXISTS (
    SELECT 1 FROM batch_pair_prior AS p
    WHERE p.user_id = f.user_id AND p.target_user_id = f.target_user_id AND p.word = f.word
)
