-- What a member did to each other member on the touched days: first the instants of acts that had no
-- other target. A message to n members counts 1/n for each: exact decimals, so that no order matters.
INSERT INTO batch_pair_fact (user_id, starts_on, target_user_id, word, at, alone, value)
SELECT user_id, platform_day, other_id, word,
       array_agg(occurred_at ORDER BY targets > 1, occurred_at),
       count(*) FILTER (WHERE targets = 1), sum(round(1.0 / targets, 6))
FROM (
    SELECT user_id, platform_day, other_id, word, occurred_at,
           CASE WHEN word = 'message_send'
                THEN count(*) OVER (PARTITION BY user_id, platform_day, word, act_id)
                ELSE 1
           END AS targets
    FROM batch_row
    WHERE kind = 2 AND platform_day IS NOT NULL AND other_id IS NOT NULL AND user_id <> 0
) AS act
WHERE other_id <> user_id
GROUP BY user_id, platform_day, other_id, word
