-- What the last days of some members say of content, its authors and its tags. A member's own
-- content is no signal. Decay is in millionths and weights are exact, so that no order matters.
WITH member AS (
    SELECT user_id FROM unnest(%(users)s::bigint[]) AS asked (user_id)
), apart AS (
    SELECT DISTINCT user_id, other_id
    FROM unnest(%(apart_users)s::bigint[], %(apart_others)s::bigint[]) AS held (user_id, other_id)
), day AS MATERIALIZED (
    SELECT user_id, starts_on, content_type, content_id, author_id, faded, views, impressions,
           clicks, comments, shares, hides, reports, visits, time_spent_ms, depth_visits,
           depth_sum, liked, reacted, saved,
           ((views > 0)::int * %(view)s::numeric + (clicks > 0)::int * %(click)s::numeric
            + (liked OR reacted)::int * %(react)s::numeric
            + (comments > 0)::int * %(comment)s::numeric
            + (shares > 0)::int * %(share)s::numeric + saved::int * %(save)s::numeric) * faded
               AS value
    FROM (
        SELECT d.user_id, d.starts_on, d.content_type, d.content_id, d.author_id,
               coalesce(views, 0) AS views, coalesce(impressions, 0) AS impressions,
               coalesce(clicks, 0) AS clicks, coalesce(comments, 0) AS comments,
               coalesce(shares, 0) AS shares, coalesce(hides, 0) AS hides,
               coalesce(reports, 0) AS reports, visits, time_spent_ms, depth_visits, depth_sum,
               coalesce(reaction_last = 'like' AND stands.liked_on = starts_on, false) AS liked,
               coalesce(reaction_last NOT IN ('', 'like') AND stands.reacted_on = starts_on, false)
                   AS reacted,
               coalesce(saved_last AND stands.saved_on = starts_on, false) AS saved,
               (%(decay)s::int[])[%(on)s - starts_on + 1] AS faded
        FROM member
        CROSS JOIN LATERAL (
            SELECT *
            FROM content_member_day AS d
            WHERE d.user_id = member.user_id AND starts_on <= %(on)s
              AND starts_on > %(on)s - %(horizon_days)s
              AND author_id IS DISTINCT FROM d.user_id
            OFFSET 0
        ) AS d
        LEFT JOIN LATERAL (
            SELECT liked_on, reacted_on, saved_on
            FROM content_member AS c
            WHERE c.user_id = d.user_id AND c.content_type = d.content_type
              AND c.content_id = d.content_id AND (d.reaction_last <> '' OR d.saved_last)
            OFFSET 0
        ) AS stands ON true
    ) AS counted
), of_type AS (
    SELECT user_id, content_type, count(DISTINCT content_id) AS items,
           sum(views) AS views, sum(impressions) AS impressions, sum(clicks) AS clicks,
           sum(liked::int) AS likes, sum(reacted::int) AS reactions, sum(saved::int) AS saves,
           sum(comments) AS comments, sum(shares) AS shares, sum(hides) AS hides,
           coalesce(sum(time_spent_ms), 0) AS time_spent_ms,
           (sum(time_spent_ms) / nullif(sum(visits), 0))::float8 AS average_time_spent_ms,
           (sum(depth_sum) / nullif(sum(depth_visits), 0))::float8 AS average_scroll_depth
    FROM day
    GROUP BY user_id, content_type
), engagement AS (
    SELECT user_id, jsonb_agg(to_jsonb(of_type) - 'user_id' ORDER BY content_type COLLATE "C") AS found
    FROM of_type
    GROUP BY user_id
), open_account AS (
    SELECT id FROM account_user WHERE is_active AND (tracking_consent OR %(sure)s)
      AND id IN (SELECT author_id FROM day)
), of_author AS (
    SELECT user_id, author_id, sum(value) AS value,
           sum(sum(value)) OVER (PARTITION BY user_id) AS of_all
    FROM day
    WHERE author_id <> 0 AND value > 0
    GROUP BY user_id, author_id
), ranked_author AS (
    SELECT user_id, author_id, (value / of_all)::float8 AS score,
           row_number() OVER (PARTITION BY user_id ORDER BY value DESC, author_id) AS nth
    FROM of_author AS o
    WHERE author_id IN (SELECT id FROM open_account)
      AND NOT EXISTS (
          SELECT 1 FROM apart WHERE apart.user_id = o.user_id AND other_id = author_id)
), author AS (
    SELECT user_id, jsonb_agg(jsonb_build_array(author_id, score) ORDER BY nth) AS found
    FROM ranked_author
    WHERE nth <= %(limit)s
    GROUP BY user_id
), item AS (
    SELECT user_id, content_type, content_id, sum(value) AS value
    FROM day
    WHERE value > 0
    GROUP BY user_id, content_type, content_id
), of_tag AS (
    SELECT user_id, content_type, tag, sum(value) AS value,
           sum(sum(value)) OVER (PARTITION BY user_id) AS of_all
    FROM (
        SELECT user_id, item.content_type, tag, round(value / greatest(tags, 1), 6) AS value
        FROM item
        LEFT JOIN LATERAL (
            SELECT i.tags AS named, jsonb_array_length(i.tags) AS tags
            FROM content_item AS i
            WHERE i.content_type = item.content_type AND i.content_id = item.content_id
            OFFSET 0
        ) AS i ON true
        LEFT JOIN LATERAL jsonb_array_elements_text(named) AS each (tag) ON true
    ) AS tagged
    GROUP BY user_id, content_type, tag
), ranked_tag AS (
    SELECT user_id, content_type, tag, (value / of_all)::float8 AS score,
           row_number() OVER (
               PARTITION BY user_id
               ORDER BY value DESC, content_type COLLATE "C", tag COLLATE "C" NULLS FIRST) AS nth
    FROM of_tag
), preference AS (
    SELECT user_id, jsonb_agg(jsonb_build_array(content_type, tag, score) ORDER BY nth) AS found
    FROM ranked_tag
    WHERE nth <= %(limit)s
    GROUP BY user_id
), ranked_hidden AS (
    SELECT user_id, content_type, content_id, sum(hides) AS hides, sum(reports) AS reports,
           max(starts_on) AS last_on,
           row_number() OVER (
               PARTITION BY user_id
               ORDER BY max(starts_on) DESC, content_type COLLATE "C",
                        content_id COLLATE "C") AS nth
    FROM day
    WHERE hides > 0 OR reports > 0
    GROUP BY user_id, content_type, content_id
), hidden AS (
    SELECT user_id, jsonb_agg(
               jsonb_build_array(content_type, content_id, hides, reports, last_on)
               ORDER BY nth) AS found
    FROM ranked_hidden
    WHERE nth <= %(limit)s
    GROUP BY user_id
), ranked_unwanted AS (
    SELECT user_id, author_id, (sum(faded) / %(whole)s::numeric)::float8 AS score,
           row_number() OVER (PARTITION BY user_id ORDER BY sum(faded) DESC, author_id) AS nth
    FROM day
    JOIN account_user AS u ON u.id = author_id AND u.is_active
    WHERE hides > 0 OR reports > 0
    GROUP BY user_id, author_id
), unwanted AS (
    SELECT user_id, jsonb_agg(jsonb_build_array(author_id, score) ORDER BY nth) AS found
    FROM ranked_unwanted
    WHERE nth <= %(limit)s
    GROUP BY user_id
)
SELECT user_id, engagement.found, author.found, preference.found, hidden.found, unwanted.found
FROM member
LEFT JOIN engagement USING (user_id)
LEFT JOIN author USING (user_id)
LEFT JOIN preference USING (user_id)
LEFT JOIN hidden USING (user_id)
LEFT JOIN unwanted USING (user_id)
