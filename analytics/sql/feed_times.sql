-- When some members do what they do, each in their own zone, whose today is `on_day`: acts by local
-- hour or by weekday (from Monday), decayed, in millionths.
SELECT user_id, hour, weekday, sum(acts)::bigint
FROM (
    SELECT d.user_id, hour::int AS hour, extract(isodow FROM starts_on)::int - 1 AS weekday,
           n::bigint * (%(decay)s::int[])[on_day - starts_on + 1] AS acts
    FROM unnest(%(users)s::bigint[], %(days)s::date[]) AS asked (user_id, on_day)
    CROSS JOIN LATERAL (
        SELECT user_id, starts_on, hours
        FROM member_day AS d
        WHERE d.user_id = asked.user_id AND starts_on <= on_day
          AND starts_on > on_day - %(horizon_days)s
        OFFSET 0
    ) AS d
    CROSS JOIN LATERAL jsonb_each_text(hours) AS each (hour, n)
) AS act
GROUP BY GROUPING SETS ((user_id, hour), (user_id, weekday))
