-- How many changed how on a day: active members, and pairs of a viewer or liker and a piece of
-- content that everybody may see. See analytics/reach.py.
SELECT bucket.starts_on, subject, since, until, sum(n) AS changed
FROM bucket
CROSS JOIN LATERAL (
    SELECT CASE WHEN user_id IN ({left_out}) THEN 'left_out' ELSE 'active' END AS subject,
           coalesce(active_before, '0001-01-01'::date) AS since, starts_on AS until, count(*) AS n
    FROM member_platform_day AS d
    WHERE d.starts_on = bucket.starts_on AND active AND user_id <> 0
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT subject, '0001-01-01', starts_on, n
    FROM content_day AS d
    CROSS JOIN LATERAL (VALUES ('viewed', new_viewed), ('liked', new_liked)) AS new (subject, n)
    WHERE d.starts_on = bucket.starts_on AND n IS NOT NULL
      AND ({hidden}) IS NOT TRUE
    UNION ALL
    SELECT subject, since, until, d.changed
    FROM content_reach AS d
    WHERE d.starts_on = bucket.starts_on AND subject IN ('viewed', 'liked')
      AND ({hidden}) IS NOT TRUE
) AS change
GROUP BY bucket.starts_on, subject, since, until
