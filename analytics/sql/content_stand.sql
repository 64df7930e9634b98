-- How each touched pair stands after its last day; a pair that stands for nothing has no row.
WITH seen AS (
    SELECT user_id, content_type, content_id,
           max(starts_on) FILTER (WHERE views IS NOT NULL) AS viewed_on,
           max(starts_on) FILTER (WHERE views IS NOT NULL OR impressions IS NOT NULL) AS shown_on,
           max(starts_on) FILTER (WHERE engagements IS NOT NULL) AS engaged_on,
           max(starts_on) FILTER (WHERE likes_added > 0) AS liked_on,
           max(starts_on) FILTER (WHERE reactions_added > 0) AS reacted_on,
           max(starts_on) FILTER (WHERE saves_added > 0) AS saved_on
    FROM batch_content
    GROUP BY user_id, content_type, content_id
), reaction AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, reaction_last
    FROM batch_content
    WHERE reaction_first IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on DESC
), saving AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, saved_last
    FROM batch_content
    WHERE saved_first IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on DESC
), stands AS (
    SELECT user_id, content_type, content_id,
           coalesce(seen.viewed_on, p.viewed_on) AS viewed_on,
           coalesce(seen.shown_on, p.shown_on) AS shown_on,
           coalesce(seen.engaged_on, p.engaged_on) AS engaged_on,
           coalesce(reaction_last, p.reaction) AS reaction,
           coalesce(seen.liked_on, p.liked_on) AS liked_on,
           coalesce(seen.reacted_on, p.reacted_on) AS reacted_on,
           CASE WHEN coalesce(saved_last, p.saved_on IS NOT NULL)
                THEN coalesce(seen.saved_on, p.saved_on)
           END AS saved_on
    FROM batch_prior AS p
    LEFT JOIN seen USING (user_id, content_type, content_id)
    LEFT JOIN reaction USING (user_id, content_type, content_id)
    LEFT JOIN saving USING (user_id, content_type, content_id)
)
INSERT INTO batch_stand (
    user_id, content_type, content_id, viewed_on, shown_on, engaged_on, reaction, liked_on,
    reacted_on, saved_on
)
SELECT user_id, content_type, content_id, viewed_on, shown_on, engaged_on, reaction,
       CASE WHEN reaction = 'like' THEN liked_on END AS liked_on,
       CASE WHEN reaction NOT IN ('', 'like') THEN reacted_on END AS reacted_on, saved_on
FROM stands
WHERE viewed_on IS NOT NULL OR shown_on IS NOT NULL OR engaged_on IS NOT NULL
   OR reaction <> '' OR saved_on IS NOT NULL
