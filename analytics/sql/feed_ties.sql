-- What some members do to each other member, decayed until now and weighted, as in
-- strongest_ties.sql: of what was done on a later day (the platform's midnight has passed meanwhile)
-- that day says what was before. Sums of floats have an order, so that a member's numbers do not depend
-- on who else is asked for.
SELECT user_id, target_user_id,
       sum(value * power(0.5::float8, (%(on)s - valued_on) / %(half_life_days)s::float8) * weight
           ORDER BY word)
FROM unnest(%(users)s::bigint[]) AS asked (user_id)
CROSS JOIN LATERAL (
    SELECT target_user_id, word, value, valued_on
    FROM pair AS p
    WHERE p.user_id = asked.user_id AND word = ANY(%(words)s) AND valued_on <= %(on)s
    UNION ALL
    SELECT target_user_id, word, value_before, before_on
    FROM (
        SELECT DISTINCT ON (target_user_id, word) target_user_id, word, value_before, before_on
        FROM pair_day AS d
        WHERE d.user_id = asked.user_id AND word = ANY(%(words)s) AND starts_on > %(on)s
        ORDER BY target_user_id, word, starts_on
    ) AS next_day
    WHERE before_on IS NOT NULL
    OFFSET 0
) AS p
JOIN unnest(%(words)s::text[], %(weights)s::float8[]) AS weighed (word, weight) USING (word)
GROUP BY user_id, target_user_id
ORDER BY user_id, target_user_id
