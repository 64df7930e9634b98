-- A week or month of the platform, from its days; who was active on several of them is one active
-- user of the period.
SELECT bucket.starts_on, acts, active_users, new_users, engagement_score, sessions,
       single_act_sessions, session_seconds, content_views, left_out_acts, left_out_users
FROM bucket
CROSS JOIN LATERAL (
    SELECT sum(acts) AS acts, sum(new_users) AS new_users,
           sum(engagement_score) AS engagement_score, sum(sessions) AS sessions,
           sum(single_act_sessions) AS single_act_sessions,
           sum(session_seconds) AS session_seconds, sum(content_views) AS content_views,
           sum(left_out_acts) AS left_out_acts
    FROM platform_day AS d
    WHERE d.starts_on >= bucket.starts_on AND d.starts_on < ends_before
) AS days
CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.changed) FILTER (WHERE subject = 'active'), 0) AS active_users,
           coalesce(sum(r.changed) FILTER (WHERE subject = 'left_out'), 0) AS left_out_users
    FROM platform_reach AS r
    WHERE subject IN ('active', 'left_out') AND r.since < bucket.starts_on
      AND r.starts_on >= bucket.starts_on AND r.starts_on < ends_before
) AS members
WHERE acts IS NOT NULL
