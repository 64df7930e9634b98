-- Every raw row of the buckets' days; `local_at` is when, in the bucket's zone. OFFSET 0 holds the
-- planner to one search of an index for each bucket, whatever it believes of the tables.
SELECT bucket.user_id, starts_on, kind, word, act_id, occurred_at AT TIME ZONE zone AS local_at
FROM bucket
CROSS JOIN LATERAL (
    SELECT 'activity' AS kind, activity_type AS word, act_id, occurred_at
    FROM user_activity AS r
    WHERE r.user_id = bucket.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
    UNION ALL
    SELECT 'content', interaction_type, act_id, occurred_at
    FROM content_interaction AS r
    WHERE r.user_id = bucket.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
    UNION ALL
    SELECT 'social', interaction_type, act_id, occurred_at
    FROM social_interaction AS r
    WHERE r.user_id = bucket.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
    OFFSET 0
) AS r
WHERE (occurred_at AT TIME ZONE zone)::date = starts_on
