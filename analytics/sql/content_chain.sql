-- The days of each pair from its first touched one on: the touched ones from their facts, the
-- others as they were kept, each with how the pair stood before it and what it so changed.
WITH day AS (
    SELECT f.*, false AS is_kept FROM batch_fact AS f
    UNION ALL
    SELECT k.*, true
    FROM batch_kept AS k
    WHERE NOT EXISTS (
        SELECT 1 FROM batch_platform_day AS b WHERE b.user_id = k.user_id AND b.day = k.starts_on
    )
), reaction_within AS (
    -- The changes within a day: of one that was kept, without the one from before to its first.
    SELECT user_id, content_type, content_id, starts_on, reaction_first AS first,
           coalesce(lag(reaction_last) OVER (
               PARTITION BY user_id, content_type, content_id ORDER BY starts_on
           ), reaction) AS before,
           coalesce(likes_added, 0) - (is_kept AND first_like AND NOT before_like)::int AS likes_added,
           coalesce(likes_removed, 0) - (is_kept AND before_like AND NOT first_like)::int AS likes_removed,
           coalesce(reactions_added, 0) - (is_kept AND first_other AND NOT before_other)::int
               AS reactions_added,
           coalesce(reactions_removed, 0) - (is_kept AND before_other AND NOT first_other)::int
               AS reactions_removed,
           liked_on, reacted_on
    FROM (
        SELECT *, reaction_first = 'like' AS first_like, reaction_before = 'like' AS before_like,
               reaction_first NOT IN ('', 'like') AS first_other,
               reaction_before NOT IN ('', 'like') AS before_other
        FROM day
        JOIN batch_prior USING (user_id, content_type, content_id)
        WHERE reaction_first IS NOT NULL
    ) AS changed
), reaction_counted AS (
    SELECT user_id, content_type, content_id, starts_on, before, liked_on, reacted_on,
           likes_added + (first = 'like' AND before <> 'like')::int AS likes_added,
           likes_removed + (first <> 'like' AND before = 'like')::int AS likes_removed,
           reactions_added + (first NOT IN ('', 'like') AND before IN ('', 'like'))::int
               AS reactions_added,
           reactions_removed + (first IN ('', 'like') AND before NOT IN ('', 'like'))::int
               AS reactions_removed
    FROM reaction_within
), reaction AS (
    SELECT user_id, content_type, content_id, starts_on, before AS reaction_before,
           nullif(likes_added, 0) AS likes_added, nullif(likes_removed, 0) AS likes_removed,
           nullif(reactions_added, 0) AS reactions_added,
           nullif(reactions_removed, 0) AS reactions_removed,
           CASE WHEN before = 'like' THEN coalesce(
               max(starts_on) FILTER (WHERE likes_added > 0) OVER days_before, liked_on)
           END AS liked_before,
           CASE WHEN before NOT IN ('', 'like') THEN coalesce(
               max(starts_on) FILTER (WHERE reactions_added > 0) OVER days_before, reacted_on)
           END AS reacted_before
    FROM reaction_counted
    WINDOW days_before AS (
        PARTITION BY user_id, content_type, content_id
        ORDER BY starts_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), saving_counted AS (
    SELECT user_id, content_type, content_id, starts_on, saved_on, before,
           coalesce(saves_added, 0) - (is_kept AND saved_first AND saved_before IS NULL)::int
               + (saved_first AND NOT before)::int AS saves_added,
           coalesce(saves_removed, 0) - (is_kept AND NOT saved_first AND saved_before IS NOT NULL)::int
               + (NOT saved_first AND before)::int AS saves_removed
    FROM (
        SELECT *, coalesce(lag(saved_last) OVER (
                   PARTITION BY user_id, content_type, content_id ORDER BY starts_on
               ), saved_on IS NOT NULL) AS before
        FROM day
        JOIN batch_prior USING (user_id, content_type, content_id)
        WHERE saved_first IS NOT NULL
    ) AS changed
), saving AS (
    SELECT user_id, content_type, content_id, starts_on,
           nullif(saves_added, 0) AS saves_added, nullif(saves_removed, 0) AS saves_removed,
           CASE WHEN before THEN coalesce(
               max(starts_on) FILTER (WHERE saves_added > 0) OVER days_before, saved_on)
           END AS saved_before
    FROM saving_counted
    WINDOW days_before AS (
        PARTITION BY user_id, content_type, content_id
        ORDER BY starts_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), seen AS (
    SELECT day.*,
           coalesce(max(starts_on) FILTER (WHERE views IS NOT NULL) OVER days_before, viewed_on)
               AS viewed_until,
           coalesce(max(starts_on) FILTER (
               WHERE views IS NOT NULL OR impressions IS NOT NULL) OVER days_before, shown_on)
               AS shown_until,
           coalesce(max(starts_on) FILTER (WHERE engagements IS NOT NULL) OVER days_before,
                    engaged_on) AS engaged_until
    FROM day
    JOIN batch_prior USING (user_id, content_type, content_id)
    WINDOW days_before AS (
        PARTITION BY user_id, content_type, content_id
        ORDER BY starts_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
INSERT INTO batch_content (
    user_id, starts_on, content_type, content_id, author_id, views, impressions, clicks, comments,
    comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows, visits,
    time_spent_ms, depth_visits, depth_sum, viewed_before, shown_before, engaged_before,
    reaction_first, reaction_last, reaction_before, liked_before, reacted_before, likes_added,
    likes_removed, reactions_added, reactions_removed, saved_first, saved_last, saved_before,
    saves_added, saves_removed, removed_of
)
SELECT user_id, starts_on, content_type, content_id, author_id, views, impressions, clicks,
       comments, comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows,
       visits, time_spent_ms, depth_visits, depth_sum,
       CASE WHEN is_seen THEN viewed_until END,
       CASE WHEN is_seen THEN shown_until END,
       CASE WHEN is_seen THEN engaged_until END,
       reaction_first, reaction_last, r.reaction_before, r.liked_before, r.reacted_before,
       r.likes_added, r.likes_removed, r.reactions_added, r.reactions_removed,
       saved_first, saved_last, s.saved_before, s.saves_added, s.saves_removed,
       removed_of
FROM (
    SELECT *, views IS NOT NULL OR impressions IS NOT NULL OR engagements IS NOT NULL AS is_seen
    FROM seen
) AS seen
LEFT JOIN reaction AS r USING (user_id, content_type, content_id, starts_on)
LEFT JOIN saving AS s USING (user_id, content_type, content_id, starts_on)
