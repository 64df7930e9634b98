-- Whom a member blocked or muted, or who blocked the member, by what was recorded of it.
SELECT DISTINCT other_id
FROM (
    SELECT CASE WHEN user_id = %(user)s THEN target_user_id ELSE user_id END AS other_id,
           (array_agg(word ORDER BY at DESC))[1] AS latest
    FROM (
        SELECT d.user_id, d.target_user_id, d.word,
               (SELECT max(moment) FROM unnest(d.at) AS moment) AS at
        FROM pair AS p
        JOIN pair_day AS d ON d.user_id = p.user_id AND d.starts_on = p.valued_on
             AND d.target_user_id = p.target_user_id AND d.word = p.word
        WHERE (p.user_id = %(user)s AND p.word IN ('block', 'unblock', 'mute', 'unmute'))
           OR (p.target_user_id = %(user)s AND p.word IN ('block', 'unblock'))
    ) AS change
    GROUP BY user_id, target_user_id, word IN ('mute', 'unmute')
) AS standing
WHERE latest IN ('block', 'mute')
