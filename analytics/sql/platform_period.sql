-- A day, week or month of the platform, from its members' platform days: who was active on
-- several days is one active user of the period. The unknown member (0) is left out.
SELECT starts_on, acts, active_users, engagement_score
FROM bucket
CROSS JOIN LATERAL (
    SELECT sum(acts) AS acts,
           count(*) FILTER (WHERE active) AS active_users,
           sum(engagement_score) AS engagement_score
    FROM (
        SELECT sum(acts) AS acts, bool_or(active) AS active,
               sum(engagement_score) AS engagement_score
        FROM member_platform_day AS d
        WHERE d.starts_on >= bucket.starts_on AND d.starts_on < ends_before AND user_id <> 0
        GROUP BY user_id
    ) AS member
) AS members
WHERE acts IS NOT NULL
