-- Whom a member has the strongest ties to at an instant, which lies on the day `on` of the platform.
-- What a pair came to until the last day that is over by then is what it comes to now, or what its next
-- day says of before; of a day that is not (`on`, when `whole` is before it) what was done by then counts:
-- its acts' share of what the day added.
WITH stood AS (
    SELECT target_user_id, word, value, valued_on
    FROM pair
    WHERE user_id = %(user)s AND word = ANY(%(words)s) AND valued_on <= %(whole)s
    UNION ALL
    SELECT target_user_id, word, value_before, before_on
    FROM (
        SELECT DISTINCT ON (target_user_id, word) target_user_id, word, value_before, before_on
        FROM pair_day
        WHERE user_id = %(user)s AND word = ANY(%(words)s) AND starts_on > %(whole)s
        ORDER BY target_user_id, word, starts_on
    ) AS next_day
    WHERE before_on IS NOT NULL
    UNION ALL
    SELECT target_user_id, word, added * done / cardinality(at), starts_on
    FROM (
        SELECT target_user_id, word, starts_on, at, (
                   SELECT count(*) FROM unnest(at) AS moment (at) WHERE moment.at < %(ends)s
               ) AS done,
               value - coalesce(value_before * power(
                   0.5::float8, (starts_on - before_on) / %(half_life_days)s::float8), 0) AS added
        FROM pair_day
        WHERE user_id = %(user)s AND word = ANY(%(words)s) AND starts_on = %(on)s
          AND starts_on > %(whole)s
    ) AS cut
    WHERE done > 0
), part AS (
    SELECT target_user_id, word, max(valued_on) AS valued_on, weight,
           sum(value * power(0.5::float8, (%(on)s - valued_on) / %(half_life_days)s::float8)
               ORDER BY valued_on) AS acts
    FROM stood
    JOIN unnest(%(words)s::text[], %(weights)s::float8[]) AS weighed (word, weight) USING (word)
    GROUP BY target_user_id, word, weight
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
      AND moment.at < %(ends)s
) AS latest
GROUP BY target_user_id, strength, of_all
ORDER BY strength DESC, target_user_id
