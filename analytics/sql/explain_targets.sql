-- To how many members an act was done: of messages alone that makes a difference.
SELECT *, CASE WHEN word = 'message_send'
               THEN count(*) OVER (PARTITION BY user_id, day, word, act_id)
               ELSE 1
          END AS targets
FROM {before}
WHERE target_user_id IS NOT NULL
