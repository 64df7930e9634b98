-- What each touched day of a member says of each piece of content, from the raw rows. What a like,
-- a reaction or a save changed is counted within the day: whether the first one of the day changed
-- anything depends on the day before, and content_chain.sql adds it.
WITH removed AS (
    SELECT user_id, platform_day, left(metadata #>> '{parent,type}', 32) AS content_type,
           left(metadata #>> '{parent,id}', 64) AS content_id, count(*) AS comments_removed
    FROM batch_turn
    WHERE resolved AND word = 'delete' AND content_type = 'comment'
      AND metadata #>> '{parent,id}' IS NOT NULL
    GROUP BY 1, 2, 3, 4
), counted AS (
    SELECT user_id, platform_day, content_type, content_id, max(other_id) AS author_id,
           nullif(count(*) FILTER (WHERE word = 'view'), 0) AS views,
           nullif(count(*) FILTER (WHERE word = 'impression'), 0) AS impressions,
           nullif(count(*) FILTER (WHERE word = 'click'), 0) AS clicks,
           nullif(count(*) FILTER (WHERE word = 'comment'), 0) AS comments,
           nullif(count(*) FILTER (WHERE word = 'share'), 0) AS shares,
           nullif(count(*) FILTER (WHERE word IN ('hide', 'not_interested')), 0) AS hides,
           nullif(count(*) FILTER (WHERE word = 'report'), 0) AS reports,
           nullif(count(*) FILTER (
               WHERE word IN ('like', 'react', 'comment', 'share', 'save')), 0) AS engagements,
           min(occurred_at) FILTER (
               WHERE word IN ('view', 'like', 'react', 'comment', 'share', 'save')) AS noticed_at
    FROM batch_row
    WHERE kind = 1 AND platform_day IS NOT NULL AND resolved
      AND word NOT IN ('create', 'update', 'delete')
    GROUP BY user_id, platform_day, content_type, content_id
), report AS (
    -- Reports are of a visit so far; a visit lies on the day it began, and goes on over midnight.
    SELECT user_id, platform_day, content_type, content_id, visit, count(*) AS timed_rows,
           max(duration_ms) AS ms, max(scroll_depth) AS depth
    FROM batch_row
    WHERE visit IS NOT NULL AND platform_day IS NOT NULL AND resolved
      AND word IN ('view', 'time_spent', 'scroll_depth')
    GROUP BY user_id, platform_day, content_type, content_id, visit
), visit AS (
    SELECT user_id, content_type, content_id, min(platform_day) AS platform_day,
           CASE WHEN max(ms) > %(visit_cap_ms)s THEN %(visit_cap_ms)s ELSE max(ms) END AS ms,
           round(max(depth)::numeric, 4) AS depth
    FROM (
        SELECT *, platform_day - (row_number() OVER (
                   PARTITION BY user_id, content_type, content_id, visit
                   ORDER BY platform_day))::int AS island
        FROM report
    ) AS islands
    GROUP BY user_id, content_type, content_id, visit, island
), timed AS (
    SELECT user_id, platform_day, content_type, content_id,
           sum(timed_rows) AS timed_rows, nullif(sum(visits), 0) AS visits,
           sum(time_spent_ms) AS time_spent_ms, nullif(sum(depth_visits), 0) AS depth_visits,
           sum(depth_sum) AS depth_sum
    FROM (
        SELECT user_id, platform_day, content_type, content_id, timed_rows, NULL::bigint AS visits,
               NULL::bigint AS time_spent_ms, NULL::bigint AS depth_visits,
               NULL::numeric AS depth_sum
        FROM report
        UNION ALL
        SELECT user_id, platform_day, content_type, content_id, NULL, (ms IS NOT NULL)::int, ms,
               (depth IS NOT NULL)::int, depth
        FROM visit
    ) AS each
    GROUP BY user_id, platform_day, content_type, content_id
), reaction AS (
    SELECT user_id, platform_day, content_type, content_id,
           (array_agg(held ORDER BY nth))[1] AS reaction_first,
           (array_agg(held ORDER BY nth DESC))[1] AS reaction_last,
           count(*) FILTER (WHERE nth > 1 AND held = 'like' AND was <> 'like') AS likes_added,
           count(*) FILTER (WHERE nth > 1 AND held <> 'like' AND was = 'like') AS likes_removed,
           count(*) FILTER (WHERE nth > 1 AND held NOT IN ('', 'like') AND was IN ('', 'like'))
               AS reactions_added,
           count(*) FILTER (WHERE nth > 1 AND held IN ('', 'like') AND was NOT IN ('', 'like'))
               AS reactions_removed
    FROM (
        SELECT *, row_number() OVER in_order AS nth, lag(held) OVER in_order AS was
        FROM (
            SELECT *, CASE word
                          WHEN 'like' THEN 'like'
                          WHEN 'react' THEN coalesce(nullif(left(metadata ->> 'reaction', 64), ''),
                                                     'react')
                          ELSE ''
                      END AS held
            FROM batch_turn
            WHERE resolved AND word IN ('like', 'react', 'unlike', 'unreact')
        ) AS change
        WINDOW in_order AS (PARTITION BY user_id, platform_day, content_type, content_id
                            ORDER BY occurred_at, received_at, event_id)
    ) AS step
    GROUP BY user_id, platform_day, content_type, content_id
), saving AS (
    SELECT user_id, platform_day, content_type, content_id,
           (array_agg(held ORDER BY nth))[1] AS saved_first,
           (array_agg(held ORDER BY nth DESC))[1] AS saved_last,
           count(*) FILTER (WHERE nth > 1 AND held AND NOT was) AS saves_added,
           count(*) FILTER (WHERE nth > 1 AND NOT held AND was) AS saves_removed
    FROM (
        SELECT *, word = 'save' AS held, row_number() OVER in_order AS nth,
               lag(word = 'save') OVER in_order AS was
        FROM batch_turn
        WHERE resolved AND word IN ('save', 'unsave')
        WINDOW in_order AS (PARTITION BY user_id, platform_day, content_type, content_id
                            ORDER BY occurred_at, received_at, event_id)
    ) AS step
    GROUP BY user_id, platform_day, content_type, content_id
)
INSERT INTO batch_fact (
    user_id, starts_on, content_type, content_id, author_id, views, impressions, clicks, comments,
    comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows, visits,
    time_spent_ms, depth_visits, depth_sum, reaction_first, reaction_last, likes_added,
    likes_removed, reactions_added, reactions_removed, saved_first, saved_last, saves_added,
    saves_removed
)
SELECT user_id, platform_day, content_type, content_id, author_id, views, impressions, clicks,
       comments, comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows,
       visits, time_spent_ms, depth_visits, depth_sum, reaction_first, reaction_last, likes_added,
       likes_removed, reactions_added, reactions_removed, saved_first, saved_last, saves_added,
       saves_removed
FROM counted
FULL JOIN removed USING (user_id, platform_day, content_type, content_id)
LEFT JOIN timed USING (user_id, platform_day, content_type, content_id)
LEFT JOIN reaction USING (user_id, platform_day, content_type, content_id)
LEFT JOIN saving USING (user_id, platform_day, content_type, content_id)
