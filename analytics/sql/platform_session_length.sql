-- How long the sessions were that began on a day, in whole seconds.
SELECT bucket.starts_on, seconds, count(*) AS sessions
FROM bucket
CROSS JOIN LATERAL (
    SELECT floor(extract(epoch FROM ended_at - began_at)) AS seconds
    FROM member_session AS s
    WHERE {begun}
) AS begun
GROUP BY bucket.starts_on, seconds
