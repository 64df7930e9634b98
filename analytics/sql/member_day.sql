-- A member's day: acts, rows by word, type and device, acts by hour, score and activity. An act is
-- in the hour of its earliest row; within a day local hours never sink.
WITH act_word AS (
    SELECT user_id, own_day, kind, word, act_id, count(*) AS events, min(hour) AS hour
    FROM batch_row
    WHERE own_day IS NOT NULL
    GROUP BY user_id, own_day, kind, word, act_id
), counted AS (
    SELECT user_id, own_day, kind, word AS label, sum(events)::int AS n, count(*) AS acts,
           %(words)s::jsonb -> kind::int -> word AS meaning
    FROM act_word
    GROUP BY user_id, own_day, kind, word
    UNION ALL
    SELECT user_id, own_day, 3, hour::text, count(*)::int, count(*), NULL
    FROM (
        SELECT user_id, own_day, min(hour) AS hour
        FROM act_word
        GROUP BY user_id, own_day, act_id
    ) AS act
    GROUP BY user_id, own_day, hour
    UNION ALL
    SELECT user_id, own_day, 4, content_type || ':' || word, count(*)::int, 0, NULL
    FROM batch_row
    WHERE own_day IS NOT NULL AND kind = 1
    GROUP BY user_id, own_day, content_type, word
    UNION ALL
    SELECT user_id, own_day, 5, device, count(*)::int, 0, NULL
    FROM batch_row
    WHERE own_day IS NOT NULL AND device <> ''
    GROUP BY user_id, own_day, device
)
SELECT user_id, own_day AS starts_on,
       sum(acts) FILTER (WHERE kind = 3) AS acts,
       coalesce(bool_or((meaning -> 'makes_active')::boolean), false) AS active,
       coalesce(sum((meaning -> 'weight')::numeric
                    * least(acts, (meaning -> 'daily_cap')::bigint)), 0) AS engagement_score,
       coalesce(sum(acts) FILTER (WHERE kind = 2 AND label = 'message_send'), 0) AS messages_sent,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 0), '{}') AS activity_counts,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 1), '{}') AS content_counts,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 2), '{}') AS social_counts,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 4), '{}') AS type_counts,
       jsonb_object_agg(label, n) FILTER (WHERE kind = 3) AS hours,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 5), '{}') AS devices
FROM counted
GROUP BY user_id, own_day
