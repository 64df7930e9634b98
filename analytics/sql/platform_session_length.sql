-- How long the sessions were that began on a day, in whole seconds.
SELECT bucket.starts_on, seconds, count(*) AS sessions
FROM bucket
CROSS JOIN LATERAL (
    SELECT floor(extract(epoch FROM ended_at - began_at)) AS seconds
    FROM member_session AS s
    WHERE began_at >= bucket.starts_on::timestamp AT TIME ZONE %(platform)s - interval '3 hours'
      AND began_at < ends_before::timestamp AT TIME ZONE %(platform)s
      AND (began_at AT TIME ZONE %(platform)s)::date = bucket.starts_on
      AND user_id NOT IN ({left_out})
) AS begun
GROUP BY bucket.starts_on, seconds
