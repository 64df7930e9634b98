-- The stretches of time that hold the members' touched days, theirs and the platform's. An hour
-- repeated at midnight gives a day two beginnings, of which AT TIME ZONE takes the later: then the
-- stretch begins earlier, and the local date decides.
INSERT INTO batch_stretch
SELECT user_id, lower(stretch), upper(stretch)
FROM (
    SELECT user_id, unnest(range_agg(tstzrange(
               CASE WHEN ((late_start - interval '1 minute') AT TIME ZONE zone)::date < day
                    THEN late_start
                    ELSE late_start - interval '3 hours'
               END,
               (day + 1)::timestamp AT TIME ZONE zone))) AS stretch
    FROM (
        SELECT user_id, day, zone, day::timestamp AT TIME ZONE zone AS late_start
        FROM (
            SELECT user_id, day, zone FROM batch_own_day JOIN batch_member USING (user_id)
            UNION ALL
            SELECT user_id, day, %(platform)s FROM batch_platform_day
        ) AS day_of_zone
    ) AS located
    WHERE (day + 1)::timestamp AT TIME ZONE zone > late_start  -- Not a day that a zone left out.
    GROUP BY user_id
) AS stretches
