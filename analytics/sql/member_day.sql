-- A member's day, from the raw rows: acts, counts by word, acts by hour, score and activity.
WITH act_word AS (
    SELECT user_id, starts_on, kind, word, act_id, count(*) AS events, min(local_at) AS local_at
    FROM event
    GROUP BY user_id, starts_on, kind, word, act_id
), act AS (
    SELECT user_id, starts_on, act_id, extract(hour FROM min(local_at))::int::text AS hour
    FROM act_word
    GROUP BY user_id, starts_on, act_id
), counted AS (
    SELECT user_id, starts_on, kind, word AS label, sum(events)::int AS n, count(*) AS acts,
           %(vocabulary)s::jsonb -> kind -> word AS meaning
    FROM act_word
    GROUP BY user_id, starts_on, kind, word
    UNION ALL
    SELECT user_id, starts_on, 'hour', hour, count(*)::int, count(*), NULL
    FROM act
    GROUP BY user_id, starts_on, hour
)
SELECT user_id, starts_on,
       sum(acts) FILTER (WHERE kind = 'hour') AS acts,
       coalesce(bool_or((meaning -> 'makes_active')::boolean), false) AS active,
       coalesce(sum((meaning -> 'weight')::numeric
                    * least(acts, (meaning -> 'daily_cap')::bigint)), 0) AS engagement_score,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 'activity'), '{}') AS activity_counts,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 'content'), '{}') AS content_counts,
       coalesce(jsonb_object_agg(label, n) FILTER (WHERE kind = 'social'), '{}') AS social_counts,
       jsonb_object_agg(label, n) FILTER (WHERE kind = 'hour') AS hours
FROM counted
GROUP BY user_id, starts_on
