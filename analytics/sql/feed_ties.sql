-- Whom some members have the strongest ties to, as in strongest_ties.sql: of now, for many at once.
-- Sums of floats have an order, so that a member's numbers do not depend on who is asked for beside.
WITH apart AS (
    SELECT user_id, other_id
    FROM unnest(%(apart_users)s::bigint[], %(apart_others)s::bigint[]) AS held (user_id, other_id)
), part AS (
    SELECT p.user_id, target_user_id, word,
           value * power(0.5::float8, (%(on)s - valued_on) / %(half_life_days)s::float8) * weight
               AS strength
    FROM unnest(%(users)s::bigint[]) AS asked (user_id)
    CROSS JOIN LATERAL (
        SELECT *
        FROM pair AS p
        WHERE p.user_id = asked.user_id AND word = ANY(%(words)s) AND valued_on <= %(on)s
        OFFSET 0
    ) AS p
    JOIN unnest(%(words)s::text[], %(weights)s::float8[]) AS weighed (word, weight) USING (word)
), tie AS (
    SELECT user_id, target_user_id, sum(strength ORDER BY word) AS strength
    FROM part
    GROUP BY user_id, target_user_id
), of_member AS (
    SELECT user_id, sum(strength ORDER BY target_user_id) AS of_all
    FROM tie
    GROUP BY user_id
), ranked AS (
    SELECT user_id, target_user_id, strength / of_all AS share,
           row_number() OVER (PARTITION BY user_id ORDER BY strength DESC, target_user_id) AS nth
    FROM tie AS t
    JOIN of_member USING (user_id)
    JOIN account_user AS u ON u.id = target_user_id
    WHERE u.is_active AND strength > 0 AND (u.tracking_consent OR %(sure)s)
      AND NOT EXISTS (
          SELECT 1 FROM apart WHERE apart.user_id = t.user_id AND other_id = target_user_id)
)
SELECT user_id, jsonb_agg(jsonb_build_array(target_user_id, share) ORDER BY nth)
FROM ranked
WHERE nth <= %(limit)s
GROUP BY user_id
