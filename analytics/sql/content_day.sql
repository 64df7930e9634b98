-- A day of a piece of content, from its members' days. Bots, staff and the unknown member are left
-- out, of views, impressions, clicks and visits its author too; of a comment that is taken away it
-- is asked whose it was, not who took it (where that was not kept yet, it counts as the own one of
-- who took it). `new_*` are those for whom it is the first time: the others are in content_reach.
-- Who noticed it already within a half-life before adds nothing to its trend.
SELECT content_id, starts_on, content_type, max(author_id) AS author_id,
       nullif(sum(views) FILTER (WHERE others), 0) AS views,
       nullif(count(*) FILTER (WHERE others AND views IS NOT NULL), 0) AS viewers,
       nullif(sum(impressions) FILTER (WHERE others), 0) AS impressions,
       nullif(sum(clicks) FILTER (WHERE others), 0) AS clicks,
       sum(likes_added) FILTER (WHERE counted) AS likes_added,
       sum(likes_removed) FILTER (WHERE counted) AS likes_removed,
       sum(reactions_added) FILTER (WHERE counted) AS reactions_added,
       sum(reactions_removed) FILTER (WHERE counted) AS reactions_removed,
       sum(saves_added) FILTER (WHERE counted) AS saves_added,
       sum(saves_removed) FILTER (WHERE counted) AS saves_removed,
       sum(comments) FILTER (WHERE counted) AS comments,
       nullif(sum(CASE WHEN comments_removed IS NOT NULL THEN (
           SELECT count(*)
           FROM unnest(coalesce(removed_of, array_fill(user_id, ARRAY[comments_removed]))) AS whose
           WHERE whose <> 0 AND whose NOT IN ({left_out})
       ) END), 0) AS comments_removed,
       sum(shares) FILTER (WHERE counted) AS shares,
       sum(hides) FILTER (WHERE counted) AS hides,
       sum(reports) FILTER (WHERE counted) AS reports,
       sum(visits) FILTER (WHERE others) AS visits,
       sum(time_spent_ms) FILTER (WHERE others) AS time_spent_ms,
       sum(depth_visits) FILTER (WHERE others) AS depth_visits,
       sum(depth_sum) FILTER (WHERE others) AS depth_sum,
       nullif(count(*) FILTER (WHERE others AND views IS NOT NULL AND viewed_before IS NULL), 0)
           AS new_viewed,
       nullif(count(*) FILTER (WHERE others AND shown AND shown_before IS NULL), 0) AS new_shown,
       nullif(count(*) FILTER (
           WHERE others AND shown AND engagements IS NOT NULL
             AND (shown_before IS NULL OR engaged_before IS NULL)), 0) AS new_engaged,
       nullif(count(*) FILTER (
           WHERE counted AND reaction_last = 'like' AND likes_added > 0 AND liked_before IS NULL), 0)
           AS new_liked,
       nullif(count(*) FILTER (
           WHERE counted AND reaction_last NOT IN ('', 'like') AND reactions_added > 0
             AND reacted_before IS NULL), 0) AS new_reacted,
       nullif(count(*) FILTER (
           WHERE counted AND saved_last AND saves_added > 0 AND saved_before IS NULL), 0)
           AS new_saved,
       sum((1000000 * power(2, -extract(epoch FROM ends_at - noticed_at)::float8
                               / (3600 * %(trend_half_life_hours)s)))::bigint)
           FILTER (WHERE others AND noticed_at IS NOT NULL
                     AND greatest(viewed_before, engaged_before, '-infinity')
                         < starts_on - ceil(%(trend_half_life_hours)s / 24.0)::int) AS trend_millionths
FROM (
    SELECT *, counted AND author_id IS DISTINCT FROM user_id AS others,
           views IS NOT NULL OR impressions IS NOT NULL AS shown,
           (starts_on + 1)::timestamp AT TIME ZONE %(platform)s AS ends_at
    FROM (
        SELECT *, user_id <> 0 AND user_id NOT IN ({left_out}) AS counted FROM batch_seen
    ) AS seen
) AS member
GROUP BY content_id, content_type, starts_on
ORDER BY content_id
