-- A member's day: acts, rows by word, type and device, acts by hour, score and activity. Each row
-- counts as an act, and what the rows of one act are too many is taken off. An act is in the hour
-- of its earliest row; within a day local hours never sink.
WITH meaning AS MATERIALIZED ({meaning}
), surplus AS (
    SELECT user_id, own_day, kind, word, count(*) - count(DISTINCT act_id) AS rows
    FROM batch_shared_row
    WHERE own_day IS NOT NULL
    GROUP BY user_id, own_day, kind, word
), of_word AS (
    SELECT user_id, own_day, kind, word, sum(n)::int AS n
    FROM batch_count
    WHERE own_day IS NOT NULL
    GROUP BY user_id, own_day, kind, word
), of_hour AS (
    SELECT user_id, own_day, hour, sum(acts)::int AS acts
    FROM (
        SELECT user_id, own_day, hour, n AS acts
        FROM batch_quarter
        WHERE own_day IS NOT NULL
        UNION ALL
        SELECT user_id, own_day, hour, -count(*)::int
        FROM batch_shared_row
        WHERE own_day IS NOT NULL
        GROUP BY user_id, own_day, hour
        UNION ALL
        SELECT user_id, own_day, min(hour), 1
        FROM batch_shared_row
        WHERE own_day IS NOT NULL
        GROUP BY user_id, own_day, act_id
    ) AS each
    GROUP BY user_id, own_day, hour
), worded AS (
    SELECT user_id, own_day, coalesce(bool_or(makes_active), false) AS active,
           coalesce(sum(weight * least(acts, daily_cap)), 0) AS engagement_score,
           coalesce(sum(acts) FILTER (WHERE kind = 2 AND word = 'message_send'), 0)
               AS messages_sent,
           coalesce(jsonb_object_agg(word, n) FILTER (WHERE kind = 0), '{}') AS activity_counts,
           coalesce(jsonb_object_agg(word, n) FILTER (WHERE kind = 1), '{}') AS content_counts,
           coalesce(jsonb_object_agg(word, n) FILTER (WHERE kind = 2), '{}') AS social_counts
    FROM (
        SELECT user_id, own_day, kind, word, n, n - coalesce(rows, 0) AS acts, weight, daily_cap,
               makes_active
        FROM of_word
        LEFT JOIN surplus USING (user_id, own_day, kind, word)
        LEFT JOIN meaning USING (kind, word)
    ) AS meant
    GROUP BY user_id, own_day
), timed AS (
    SELECT user_id, own_day, sum(acts) AS acts,
           jsonb_object_agg(hour, acts) FILTER (WHERE acts > 0) AS hours
    FROM of_hour
    GROUP BY user_id, own_day
), typed AS (
    SELECT user_id, own_day, jsonb_object_agg(content_type || ':' || word, n) AS type_counts
    FROM (
        SELECT user_id, own_day, content_type, word, sum(n)::int AS n
        FROM batch_count
        WHERE own_day IS NOT NULL AND kind = 1
        GROUP BY user_id, own_day, content_type, word
    ) AS of_type
    GROUP BY user_id, own_day
), device AS (
    SELECT user_id, own_day, jsonb_object_agg(device, n) AS devices
    FROM (
        SELECT user_id, own_day, device, sum(n)::int AS n
        FROM batch_quarter
        WHERE own_day IS NOT NULL AND device <> ''
        GROUP BY user_id, own_day, device
    ) AS of_device
    GROUP BY user_id, own_day
)
SELECT user_id, own_day AS starts_on, acts, active, engagement_score, messages_sent,
       activity_counts, content_counts, social_counts,
       coalesce(type_counts, '{}') AS type_counts, hours, coalesce(devices, '{}') AS devices
FROM worded
JOIN timed USING (user_id, own_day)
LEFT JOIN typed USING (user_id, own_day)
LEFT JOIN device USING (user_id, own_day)
