-- How these stand after their day: what then holds was added on it.
SELECT *
FROM (
    SELECT user_id, content_type, content_id,
           CASE WHEN views IS NOT NULL THEN starts_on END AS viewed_on,
           CASE WHEN views IS NOT NULL OR impressions IS NOT NULL THEN starts_on END AS shown_on,
           CASE WHEN engagements IS NOT NULL THEN starts_on END AS engaged_on,
           coalesce(reaction_last, '') AS reaction,
           CASE WHEN reaction_last = 'like' THEN starts_on END AS liked_on,
           CASE WHEN reaction_last NOT IN ('', 'like') THEN starts_on END AS reacted_on,
           CASE WHEN saved_last THEN starts_on END AS saved_on
    FROM batch_fact AS f
    WHERE NOT EXISTS (
        SELECT 1 FROM batch_prior AS p
        WHERE p.user_id = f.user_id AND p.content_id = f.content_id
          AND p.content_type = f.content_type
    )
) AS stands
WHERE viewed_on IS NOT NULL OR shown_on IS NOT NULL OR engaged_on IS NOT NULL
   OR reaction <> '' OR saved_on IS NOT NULL
