-- Blocks and mutes of some members that hold by what was recorded of them, in either direction.
-- `own`: the member's.
SELECT user_id, other_id, CASE latest WHEN 'block' THEN 'BLOCKS' ELSE 'MUTES' END, own
FROM (
    SELECT asked.user_id, change.other_id, own, (array_agg(word ORDER BY at DESC))[1] AS latest
    FROM unnest(%(users)s::bigint[]) AS asked (user_id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN own THEN p.target_user_id ELSE p.user_id END AS other_id, own, p.word,
               (SELECT max(moment) FROM unnest(d.at) AS moment) AS at
        FROM (
            SELECT *, true AS own FROM pair
            WHERE pair.user_id = asked.user_id AND word IN ('block', 'unblock', 'mute', 'unmute')
            UNION ALL
            SELECT *, false FROM pair
            WHERE pair.target_user_id = asked.user_id AND word IN ('block', 'unblock')
        ) AS p
        JOIN pair_day AS d ON d.user_id = p.user_id AND d.starts_on = p.valued_on
             AND d.target_user_id = p.target_user_id AND d.word = p.word
        OFFSET 0
    ) AS change
    GROUP BY asked.user_id, other_id, own, word IN ('mute', 'unmute')
) AS standing
WHERE latest IN ('block', 'mute')
