-- What a like, a reaction or a save made of what held before it, and what holds when the days are
-- over. How the pair stood when its first day began is as it is kept.
SELECT *, last_value(held) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
           AS holds
FROM (
    SELECT turn.*, coalesce(lag(held) OVER in_order, CASE
               WHEN saves THEN CASE WHEN k.saved_before IS NOT NULL THEN 'save' END
               ELSE k.reaction_before
           END, '') AS was
    FROM (
        SELECT *, word IN ('save', 'unsave') AS saves,
               CASE WHEN word IN ('like', 'save') THEN word
                    WHEN word = 'react'
                    THEN coalesce(nullif(left(metadata ->> 'reaction', 64), ''), 'react')
                    ELSE ''
               END AS held
        FROM {before}
        WHERE word IN ('like', 'unlike', 'react', 'unreact', 'save', 'unsave')
    ) AS turn
    LEFT JOIN content_member_day AS k
           ON k.user_id = turn.user_id AND k.starts_on = turn.day
          AND k.content_id = turn.content_id AND k.content_type = turn.content_type
    WINDOW in_order AS (
        PARTITION BY turn.user_id, turn.content_type, turn.content_id, saves
        ORDER BY occurred_at, received_at, event_id)
) AS turned
WINDOW in_order AS (
    PARTITION BY user_id, content_type, content_id, saves ORDER BY occurred_at, received_at, event_id)
