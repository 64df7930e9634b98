-- When the touched days of the members, theirs and the platform's, begin and end. An hour repeated
-- at midnight gives a day two beginnings, of which AT TIME ZONE takes the later: then the search
-- begins earlier, and the local date decides. An even day has 24 hours of its own and nothing else.
WITH touched AS (
    SELECT user_id, true AS own, day, zone FROM batch_own_day JOIN batch_member USING (user_id)
    UNION ALL
    SELECT user_id, false, day, %(platform)s FROM batch_platform_day
), zone_day AS (
    SELECT zone, day, begins_at, ends_at,
           ((begins_at - interval '1 minute') AT TIME ZONE zone)::date < day AS late
    FROM (
        SELECT zone, day, day::timestamp AT TIME ZONE zone AS begins_at,
               (day + 1)::timestamp AT TIME ZONE zone AS ends_at
        FROM touched
        GROUP BY zone, day
    ) AS located
    WHERE ends_at > begins_at  -- Not a day that a zone left out.
)
INSERT INTO batch_local_day
SELECT user_id, own, day,
       CASE WHEN late THEN begins_at ELSE begins_at - interval '3 hours' END, ends_at,
       CASE WHEN late AND ends_at - begins_at = interval '24 hours'
            THEN day::timestamp AT TIME ZONE 'UTC' - begins_at
       END
FROM touched
JOIN zone_day USING (zone, day);

-- A member's touched days, and how far their clock and the platform's are ahead of UTC: unknown where
-- touched days differ in that. A row that such a clock puts on a touched day does lie on it. Days in a
-- row are said by their ends, which are quicker to compare with. What is not needed is null: every row
-- is joined with this, and narrow it stays at hand.
INSERT INTO batch_clock
SELECT user_id, CASE WHEN own_ahead IS NULL THEN zone END,
       own_ahead, CASE WHEN NOT own_in_a_row THEN own_days END,
       platform_ahead, CASE WHEN NOT platform_in_a_row THEN platform_days END,
       CASE WHEN own_in_a_row THEN lower(own_days) END, upper(own_days),
       CASE WHEN platform_in_a_row THEN lower(platform_days) END, upper(platform_days)
FROM batch_member
JOIN (
    SELECT user_id,
           CASE WHEN every(ahead IS NOT NULL) FILTER (WHERE own)
                 AND min(ahead) FILTER (WHERE own) = max(ahead) FILTER (WHERE own)
                THEN min(ahead) FILTER (WHERE own) END AS own_ahead,
           CASE WHEN every(ahead IS NOT NULL) FILTER (WHERE NOT own)
                 AND min(ahead) FILTER (WHERE NOT own) = max(ahead) FILTER (WHERE NOT own)
                THEN min(ahead) FILTER (WHERE NOT own) END AS platform_ahead,
           range_agg(daterange(day, day + 1)) FILTER (WHERE own) AS own_days,
           range_agg(daterange(day, day + 1)) FILTER (WHERE NOT own) AS platform_days,
           max(day) FILTER (WHERE own) - min(day) FILTER (WHERE own) + 1
               = count(*) FILTER (WHERE own) AS own_in_a_row,
           max(day) FILTER (WHERE NOT own) - min(day) FILTER (WHERE NOT own) + 1
               = count(*) FILTER (WHERE NOT own) AS platform_in_a_row
    FROM batch_local_day
    GROUP BY user_id
) AS days USING (user_id);

INSERT INTO batch_stretch
SELECT user_id, lower(stretch), upper(stretch)
FROM (
    SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS stretch
    FROM batch_local_day
    GROUP BY user_id
) AS stretches
