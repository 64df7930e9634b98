-- When some members do what they do, each in their own zone, whose today is `on`: acts by local
-- hour and by weekday (from Monday), decayed, in millionths.
WITH act AS (
    SELECT d.user_id, extract(isodow FROM starts_on)::int - 1 AS weekday, hour::int AS hour,
           n::bigint * (%(decay)s::int[])[asked.on_day - starts_on + 1] AS acts
    FROM unnest(%(users)s::bigint[], %(days)s::date[]) AS asked (user_id, on_day)
    CROSS JOIN LATERAL (
        SELECT *
        FROM member_day AS d
        WHERE d.user_id = asked.user_id AND starts_on <= asked.on_day
          AND starts_on > asked.on_day - %(horizon_days)s
        OFFSET 0
    ) AS d
    CROSS JOIN LATERAL jsonb_each_text(hours) AS each (hour, n)
)
SELECT user_id, jsonb_object_agg(hour, acts) FILTER (WHERE hour IS NOT NULL),
       jsonb_object_agg(weekday, acts) FILTER (WHERE hour IS NULL)
FROM (
    SELECT user_id, weekday, hour, sum(acts)::bigint AS acts
    FROM act
    GROUP BY GROUPING SETS ((user_id, weekday), (user_id, hour))
) AS summed
GROUP BY user_id
