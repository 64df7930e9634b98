-- What some members did with each piece of content by others in the last days; to take a comment away
-- is nothing of that. `value`: what they
-- did of a day, each kind of act once, in points, decayed in millionths; whole numbers, so that no
-- order matters. A like, a reaction and a save are of the day since which they hold. Tags are told of
-- what everyone signed in may read now.
SELECT user_id, d.content_type, d.content_id, author_id, value, views, impressions, clicks, likes,
       reactions, saves, comments, shares, hides, reports, visits, time_spent_ms, depth_visits,
       depth_sum, unwanted, unwanted_on, i.tags
FROM (
    SELECT user_id, content_type, content_id, max(author_id) AS author_id,
           sum(faded::bigint * ((views > 0)::int * %(view)s + (clicks > 0)::int * %(click)s
               + (liked OR reacted)::int * %(react)s + (comments > 0)::int * %(comment)s
               + (shares > 0)::int * %(share)s + saved::int * %(save)s))::bigint AS value,
           sum(views) AS views, sum(impressions) AS impressions, sum(clicks) AS clicks,
           count(*) FILTER (WHERE liked) AS likes, count(*) FILTER (WHERE reacted) AS reactions,
           count(*) FILTER (WHERE saved) AS saves, sum(comments) AS comments,
           sum(shares) AS shares, sum(hides) AS hides, sum(reports) AS reports,
           coalesce(sum(visits), 0) AS visits, coalesce(sum(time_spent_ms), 0)::bigint AS time_spent_ms,
           coalesce(sum(depth_visits), 0) AS depth_visits, coalesce(sum(depth_sum), 0) AS depth_sum,
           sum(faded) FILTER (WHERE hides > 0 OR reports > 0) AS unwanted,
           max(starts_on) FILTER (WHERE hides > 0 OR reports > 0) AS unwanted_on
    FROM (
        SELECT d.user_id, starts_on, d.content_type, d.content_id, author_id,
               coalesce(views, 0) AS views, coalesce(impressions, 0) AS impressions,
               coalesce(clicks, 0) AS clicks, coalesce(comments, 0) AS comments,
               coalesce(shares, 0) AS shares, coalesce(hides, 0) AS hides,
               coalesce(reports, 0) AS reports, visits, time_spent_ms, depth_visits, depth_sum,
               coalesce(reaction_last = 'like' AND liked_on = starts_on, false) AS liked,
               coalesce(reaction_last NOT IN ('', 'like') AND reacted_on = starts_on, false)
                   AS reacted,
               coalesce(saved_last AND saved_on = starts_on, false) AS saved,
               (%(decay)s::int[])[%(on)s - starts_on + 1] AS faded
        FROM unnest(%(users)s::bigint[]) AS asked (user_id)
        CROSS JOIN LATERAL (
            SELECT *
            FROM content_member_day AS d
            WHERE d.user_id = asked.user_id AND starts_on <= %(on)s
              AND starts_on > %(on)s - %(horizon_days)s AND author_id IS DISTINCT FROM d.user_id
              AND num_nonnulls(views, impressions, clicks, comments, shares, hides, reports,
                               timed_rows, reaction_last, saved_last) > 0
            OFFSET 0
        ) AS d
        LEFT JOIN LATERAL (
            SELECT liked_on, reacted_on, saved_on
            FROM content_member AS c
            WHERE c.user_id = d.user_id AND c.content_type = d.content_type
              AND c.content_id = d.content_id AND (d.reaction_last <> '' OR d.saved_last)
            OFFSET 0
        ) AS stands ON true
    ) AS day
    GROUP BY user_id, content_type, content_id
) AS d
LEFT JOIN LATERAL (
    SELECT tags
    FROM content_item AS i
    WHERE i.content_type = d.content_type AND i.content_id = d.content_id AND value > 0
      AND deleted_at IS NULL AND privacy = 'public' AND ({in_the_open})
    OFFSET 0
) AS i ON true
