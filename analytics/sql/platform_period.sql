-- A week or month of the platform, from its days; who was active on several of them is one active
-- user of the period.
SELECT bucket.starts_on, acts, active_users, engagement_score
FROM bucket
CROSS JOIN LATERAL (
    SELECT sum(acts) AS acts, sum(engagement_score) AS engagement_score
    FROM platform_day AS d
    WHERE d.starts_on >= bucket.starts_on AND d.starts_on < ends_before
) AS days
CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.changed), 0) AS active_users
    FROM platform_reach AS r
    WHERE subject = 'active' AND r.since < bucket.starts_on
      AND r.starts_on >= bucket.starts_on AND r.starts_on < ends_before
) AS members
WHERE acts IS NOT NULL
