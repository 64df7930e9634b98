-- How many distinct members viewed any content of an author in a range (the row without an hour),
-- and in which hours how many first turned to a piece of it that day.
WITH noticed AS MATERIALIZED (
    SELECT user_id, viewed, extract(hour FROM noticed_at AT TIME ZONE %(platform)s)::int AS hour
    FROM content_day AS d
    CROSS JOIN LATERAL (
        SELECT user_id, noticed_at, views IS NOT NULL AS viewed
        FROM content_member_day AS m
        WHERE m.content_id = d.content_id AND m.starts_on = d.starts_on
          AND m.content_type = d.content_type AND noticed_at IS NOT NULL
          AND user_id <> 0 AND user_id <> %(author)s AND user_id NOT IN ({left_out})
        OFFSET 0
    ) AS member
    WHERE author_id = %(author)s AND starts_on BETWEEN %(first)s AND %(last)s
      AND d.content_type = ANY(%(types)s)
)
SELECT NULL AS hour, count(DISTINCT user_id) FROM noticed WHERE viewed
UNION ALL
SELECT hour, count(DISTINCT user_id) FROM noticed GROUP BY hour
