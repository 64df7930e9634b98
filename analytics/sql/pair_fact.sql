-- What a member did to each other member on the touched days: first the instants of acts that had no
-- other target. A message to n members counts 1/n for each: exact decimals, so that no order matters.
WITH several AS (
    SELECT user_id, platform_day, act_id, count(*) AS targets
    FROM batch_social_row
    JOIN batch_shared_act ON act_number = uuid_hash_extended(act_id, 0)
    WHERE platform_day IS NOT NULL AND target_user_id IS NOT NULL AND word = 'message_send'
    GROUP BY user_id, platform_day, act_id
)
INSERT INTO batch_pair_fact (user_id, starts_on, target_user_id, word, at, alone, value)
SELECT user_id, platform_day, target_user_id, word,
       array_agg(occurred_at ORDER BY targets > 1, occurred_at),
       count(*) FILTER (WHERE targets = 1),
       sum(CASE targets WHEN 1 THEN 1 ELSE round(1.0 / targets, 6) END)
FROM (
    SELECT user_id, platform_day, target_user_id, word, occurred_at,
           CASE WHEN word = 'message_send' THEN coalesce(targets, 1) ELSE 1 END AS targets
    FROM batch_social_row
    LEFT JOIN several USING (user_id, platform_day, act_id)
    WHERE platform_day IS NOT NULL AND target_user_id IS NOT NULL AND user_id <> 0
) AS act
WHERE target_user_id <> user_id
GROUP BY user_id, platform_day, target_user_id, word
