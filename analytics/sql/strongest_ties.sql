-- Whom a member has the strongest ties to as of a day of the platform. What a pair then came to is
-- what it comes to now, or what its next day says of before.
WITH stood AS (
    SELECT target_user_id, word, value, valued_on
    FROM pair
    WHERE user_id = %(user)s AND word = ANY(%(words)s) AND valued_on <= %(on)s
    UNION ALL
    SELECT target_user_id, word, value_before, before_on
    FROM (
        SELECT DISTINCT ON (target_user_id, word) target_user_id, word, value_before, before_on
        FROM pair_day
        WHERE user_id = %(user)s AND word = ANY(%(words)s) AND starts_on > %(on)s
        ORDER BY target_user_id, word, starts_on
    ) AS next_day
    WHERE before_on IS NOT NULL
), part AS (
    SELECT target_user_id, word, valued_on,
           value * power(0.5::float8, (%(on)s - valued_on) / %(half_life_days)s::float8) AS acts,
           weight
    FROM stood
    JOIN unnest(%(words)s::text[], %(weights)s::float8[]) AS weighed (word, weight) USING (word)
), tie AS (
    SELECT target_user_id, sum(acts * weight) AS strength,
           sum(sum(acts * weight)) OVER () AS of_all
    FROM part
    GROUP BY target_user_id
), strongest AS (
    SELECT target_user_id, strength, of_all
    FROM tie
    JOIN account_user AS u ON u.id = target_user_id
    WHERE u.is_active AND strength > 0 AND target_user_id <> ALL(%(apart)s::bigint[])
      AND (u.tracking_consent OR %(sure)s)
    ORDER BY strength DESC, target_user_id
    LIMIT %(limit)s
), within AS (
    SELECT target_user_id, count(*) AS interactions
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) AS moment (at)
    WHERE user_id = %(user)s AND word = ANY(%(words)s)
      AND starts_on BETWEEN %(first_day)s AND %(last_day)s
      AND moment.at >= %(begins)s AND moment.at < %(ends)s
    GROUP BY target_user_id
)
SELECT target_user_id, strength / of_all, coalesce(max(interactions), 0), max(latest.at),
       jsonb_agg(jsonb_build_array(word, acts, weight, acts * weight / of_all)
                 ORDER BY acts * weight DESC, word)
FROM strongest
JOIN part USING (target_user_id)
LEFT JOIN within USING (target_user_id)
CROSS JOIN LATERAL (
    SELECT max(moment.at) AS at
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) AS moment (at)
    WHERE d.user_id = %(user)s AND d.starts_on = part.valued_on
      AND d.target_user_id = part.target_user_id AND d.word = part.word
) AS latest
GROUP BY target_user_id, strength, of_all
ORDER BY strength DESC, target_user_id
