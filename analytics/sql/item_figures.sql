-- What members did to each of some pieces of content over a range of days. Distinct ones: see
-- analytics/reach.py. Its type is asked outside: PostgreSQL 18, told it within, would rather search
-- the index of days once for each day of the range.
SELECT item.content_type, item.content_id, views, new_viewed + moved_viewed,
       new_liked + moved_liked, new_reacted + moved_reacted,
       greatest(comments - comments_removed, 0), shares, new_saved + moved_saved,
       new_shown + moved_shown, new_engaged + moved_engaged, visits, time_spent_ms, depth_visits,
       depth_sum, trend_millionths
FROM unnest(%(types)s::text[], %(ids)s::text[]) AS item (content_type, content_id)
CROSS JOIN LATERAL (
    SELECT coalesce(sum(views), 0) AS views, coalesce(sum(comments), 0) AS comments,
           coalesce(sum(comments_removed), 0) AS comments_removed,
           coalesce(sum(shares), 0) AS shares, coalesce(sum(visits), 0) AS visits,
           coalesce(sum(time_spent_ms), 0)::bigint AS time_spent_ms,
           coalesce(sum(depth_visits), 0) AS depth_visits, coalesce(sum(depth_sum), 0) AS depth_sum,
           coalesce(sum(new_viewed), 0) AS new_viewed, coalesce(sum(new_shown), 0) AS new_shown,
           coalesce(sum(new_engaged), 0) AS new_engaged, coalesce(sum(new_liked), 0) AS new_liked,
           coalesce(sum(new_reacted), 0) AS new_reacted, coalesce(sum(new_saved), 0) AS new_saved,
           coalesce({trend}, 0)::bigint AS trend_millionths
    FROM (
        SELECT *
        FROM content_day
        WHERE content_id = item.content_id AND starts_on BETWEEN %(first)s AND %(last)s
        OFFSET 0
    ) AS d
    WHERE d.content_type = item.content_type
) AS day
CROSS JOIN LATERAL (
    SELECT coalesce(sum(step) FILTER (WHERE subject = 'viewed'), 0)::bigint AS moved_viewed,
           coalesce(sum(step) FILTER (WHERE subject = 'shown'), 0)::bigint AS moved_shown,
           coalesce(sum(step) FILTER (WHERE subject = 'engaged'), 0)::bigint AS moved_engaged,
           coalesce(sum(step) FILTER (WHERE subject = 'liked'), 0)::bigint AS moved_liked,
           coalesce(sum(step) FILTER (WHERE subject = 'reacted'), 0)::bigint AS moved_reacted,
           coalesce(sum(step) FILTER (WHERE subject = 'saved'), 0)::bigint AS moved_saved
    FROM (
        SELECT subject, {step} AS step
        FROM (
            SELECT *
            FROM content_reach
            WHERE content_id = item.content_id AND starts_on BETWEEN %(first)s AND %(last)s
            OFFSET 0
        ) AS r
        WHERE r.content_type = item.content_type AND ({crosses})
    ) AS moved
) AS reached
