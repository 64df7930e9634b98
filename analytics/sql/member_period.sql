-- A member's week or month, from the member's days.
SELECT user_id, starts_on, acts, active_days, engagement_score
FROM bucket
CROSS JOIN LATERAL (
    SELECT sum(acts) AS acts,
           count(*) FILTER (WHERE active) AS active_days,
           sum(engagement_score) AS engagement_score
    FROM member_day AS d
    WHERE d.user_id = bucket.user_id
      AND d.starts_on >= bucket.starts_on AND d.starts_on < ends_before
) AS days
WHERE acts IS NOT NULL
