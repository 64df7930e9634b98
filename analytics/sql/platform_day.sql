-- A day of the platform, from its members' shares, the sessions begun on it and its content. The unknown member
-- (0) is left out, bots and staff are counted apart.
SELECT starts_on, coalesce(acts, 0) AS acts, coalesce(active_users, 0) AS active_users,
       coalesce(new_users, 0) AS new_users, coalesce(engagement_score, 0) AS engagement_score,
       sessions, single_act_sessions, session_seconds, content_views, left_out_acts
FROM bucket
CROSS JOIN LATERAL (
    SELECT sum(acts) FILTER (WHERE counted) AS acts,
           count(*) FILTER (WHERE counted AND active) AS active_users,
           count(*) FILTER (WHERE counted AND active AND active_before IS NULL) AS new_users,
           sum(engagement_score) FILTER (WHERE counted) AS engagement_score,
           coalesce(sum(acts) FILTER (WHERE NOT counted), 0) AS left_out_acts,
           count(*) AS members
    FROM (
        SELECT *, user_id NOT IN ({left_out}) AS counted
        FROM member_platform_day
        WHERE member_platform_day.starts_on = bucket.starts_on AND user_id <> 0
    ) AS member
) AS members
CROSS JOIN LATERAL (
    SELECT count(*) AS sessions, count(*) FILTER (WHERE acts = 1) AS single_act_sessions,
           coalesce(sum(floor(extract(epoch FROM ended_at - began_at))), 0) AS session_seconds
    FROM member_session AS s
    WHERE {begun}
) AS begun
CROSS JOIN LATERAL (
    SELECT coalesce(sum(views), 0) AS content_views
    FROM content_day AS d
    WHERE d.starts_on = bucket.starts_on AND views IS NOT NULL AND ({hidden}) IS NOT TRUE
) AS content
WHERE members > 0
