-- When the touched days of the members, theirs and the platform's, begin and end. An hour repeated
-- at midnight gives a day two beginnings, of which AT TIME ZONE takes the later: then the search
-- begins earlier, and the local date decides. An even day has 24 hours of its own and nothing else.
INSERT INTO batch_local_day
SELECT user_id, own, day, zone,
       CASE WHEN late THEN begins_at ELSE begins_at - interval '3 hours' END, ends_at,
       late AND ends_at - begins_at = interval '24 hours'
FROM (
    SELECT *, ((begins_at - interval '1 minute') AT TIME ZONE zone)::date < day AS late
    FROM (
        SELECT user_id, true AS own, day, zone, day::timestamp AT TIME ZONE zone AS begins_at,
               (day + 1)::timestamp AT TIME ZONE zone AS ends_at
        FROM batch_own_day
        JOIN batch_member USING (user_id)
        UNION ALL
        SELECT user_id, false, day, %(platform)s, day::timestamp AT TIME ZONE %(platform)s,
               (day + 1)::timestamp AT TIME ZONE %(platform)s
        FROM batch_platform_day
    ) AS day_of_zone
) AS located
WHERE ends_at > begins_at;  -- Not a day that a zone left out.

INSERT INTO batch_stretch
SELECT user_id, lower(stretch), upper(stretch)
FROM (
    SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS stretch
    FROM batch_local_day
    GROUP BY user_id
) AS stretches
