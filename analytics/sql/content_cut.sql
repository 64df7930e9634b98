-- On the first day of which all rows are there: where a member reported on content on the day before,
-- too, a visit may have begun then, and what is kept of this day's visits stays.
WITH cut AS MATERIALIZED (
    SELECT b.user_id, day, d.content_type, d.content_id
    FROM batch_platform_day AS b
    CROSS JOIN LATERAL (
        SELECT content_type, content_id
        FROM content_member_day AS d
        WHERE d.user_id = b.user_id AND starts_on = day - 1 AND timed_rows IS NOT NULL
        OFFSET 0
    ) AS d
    WHERE day = ((%(floor)s::timestamptz - interval '1 microsecond')
                     AT TIME ZONE %(platform)s)::date + 1
)
UPDATE batch_fact AS f
SET visits = k.visits, time_spent_ms = k.time_spent_ms, depth_visits = k.depth_visits,
    depth_sum = k.depth_sum
FROM cut
LEFT JOIN batch_kept AS k
  ON k.user_id = cut.user_id AND k.starts_on = day AND k.content_id = cut.content_id
     AND k.content_type = cut.content_type
WHERE f.user_id = cut.user_id AND f.starts_on = day AND f.content_id = cut.content_id
  AND f.content_type = cut.content_type
