-- The days of pairs of which nothing else is known: what content_chain.sql comes to for them.
SELECT user_id, starts_on, content_type, content_id, author_id, views, impressions, clicks,
       comments, comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows,
       visits, time_spent_ms, depth_visits, depth_sum, viewed_before, shown_before, engaged_before,
       reaction_first, reaction_last,
       CASE WHEN reaction_first IS NOT NULL THEN '' END AS reaction_before,
       liked_before, reacted_before,
       nullif(likes_added + (reaction_first = 'like')::int, 0) AS likes_added,
       nullif(likes_removed, 0) AS likes_removed,
       nullif(reactions_added + (reaction_first NOT IN ('', 'like'))::int, 0) AS reactions_added,
       nullif(reactions_removed, 0) AS reactions_removed,
       saved_first, saved_last, saved_before,
       nullif(saves_added + saved_first::int, 0) AS saves_added,
       nullif(saves_removed, 0) AS saves_removed, removed_of
FROM batch_fact AS f
WHERE NOT EXISTS (
    SELECT 1 FROM batch_prior AS p
    WHERE p.user_id = f.user_id AND p.content_id = f.content_id
      AND p.content_type = f.content_type
)
