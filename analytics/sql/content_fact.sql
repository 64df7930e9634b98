-- What each touched day of a member says of each piece of content, from the raw rows. What a like,
-- a reaction or a save changed is counted within the day: whether the first one of the day changed
-- anything depends on the day before, and content_chain.sql adds it.
WITH removed AS (
    SELECT user_id, platform_day, left(metadata #>> '{parent,type}', 32) AS content_type,
           left(metadata #>> '{parent,id}', 64) AS content_id, count(*) AS comments_removed,
           array_agg(coalesce(author_id, user_id) ORDER BY coalesce(author_id, user_id))
               AS removed_of
    FROM batch_turn
    WHERE resolved AND word = 'delete' AND content_type = 'comment'
      AND metadata #>> '{parent,id}' IS NOT NULL
    GROUP BY 1, 2, 3, 4
), piece AS (
    -- What each visit comes to: its reports are of it so far. What is of no visit is one piece.
    SELECT user_id, platform_day, content_type, content_id, visit, visit_session,
           max(author_id) AS author_id,
           (count(*) FILTER (WHERE word = 'view'))::int AS views,
           (count(*) FILTER (WHERE word = 'impression'))::int AS impressions,
           (count(*) FILTER (WHERE word = 'click'))::int AS clicks,
           (count(*) FILTER (WHERE word = 'comment'))::int AS comments,
           (count(*) FILTER (WHERE word = 'share'))::int AS shares,
           (count(*) FILTER (WHERE word IN ('hide', 'not_interested')))::int AS hides,
           (count(*) FILTER (WHERE word = 'report'))::int AS reports,
           (count(*) FILTER (
               WHERE word IN ({engaging})))::int AS engagements,
           min(occurred_at) FILTER (
               WHERE word IN ('view', {engaging})) AS noticed_at,
           (count(*) FILTER (WHERE duration_ms IS NOT NULL OR scroll_depth IS NOT NULL))::int
               AS timed_rows, max(duration_ms) AS ms, max(scroll_depth) AS depth
    FROM batch_content_row
    WHERE platform_day IS NOT NULL AND resolved AND word NOT IN ('create', 'update', 'delete')
    GROUP BY user_id, platform_day, content_type, content_id, visit, visit_session
), island AS (
    -- A visit of several days lies on the day it began, and goes on as long as each day has it.
    SELECT user_id, content_type, content_id, visit, platform_day,
           row_number() OVER in_order > 1 AS goes_on,
           max(ms) OVER whole AS ms, max(depth) OVER whole AS depth
    FROM (
        SELECT *, platform_day - (row_number() OVER (
                   PARTITION BY user_id, content_type, content_id, visit
                   ORDER BY platform_day))::int AS nth
        FROM piece
        JOIN (
            SELECT user_id, content_type, content_id, visit
            FROM piece
            WHERE visit <> '' AND timed_rows > 0 AND (
                SELECT EXISTS (
                    SELECT 1 FROM batch_platform_day AS a
                    JOIN batch_platform_day AS b ON b.user_id = a.user_id AND b.day = a.day + 1
                )
            )
            GROUP BY user_id, content_type, content_id, visit
            HAVING count(*) > 1
        ) AS of_several USING (user_id, content_type, content_id, visit)
        WHERE timed_rows > 0
    ) AS islands
    WINDOW whole AS (PARTITION BY user_id, content_type, content_id, visit, nth),
           in_order AS (PARTITION BY user_id, content_type, content_id, visit, nth
                        ORDER BY platform_day)
), visited AS (
    SELECT piece.*, CASE WHEN goes_on IS NULL THEN piece.ms
                         WHEN NOT goes_on THEN island.ms END AS visit_ms,
           round((CASE WHEN goes_on IS NULL THEN piece.depth
                       WHEN NOT goes_on THEN island.depth END)::numeric, 4) AS visit_depth
    FROM piece
    LEFT JOIN island USING (user_id, platform_day, content_type, content_id, visit)
), counted AS (
    SELECT user_id, platform_day, content_type, content_id, max(author_id) AS author_id,
           nullif(sum(views), 0) AS views, nullif(sum(impressions), 0) AS impressions,
           nullif(sum(clicks), 0) AS clicks, nullif(sum(comments), 0) AS comments,
           nullif(sum(shares), 0) AS shares, nullif(sum(hides), 0) AS hides,
           nullif(sum(reports), 0) AS reports, nullif(sum(engagements), 0) AS engagements,
           min(noticed_at) AS noticed_at, nullif(sum(timed_rows), 0) AS timed_rows,
           nullif(count(visit_ms), 0) AS visits,
           sum(CASE WHEN visit_ms > %(visit_cap_ms)s THEN %(visit_cap_ms)s ELSE visit_ms END)
               AS time_spent_ms,
           nullif(count(visit_depth), 0) AS depth_visits, sum(visit_depth) AS depth_sum
    FROM visited
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
    saves_removed, removed_of
)
SELECT user_id, platform_day, content_type, content_id, author_id, views, impressions, clicks,
       comments, comments_removed, shares, hides, reports, engagements, noticed_at, timed_rows,
       visits, time_spent_ms, depth_visits, depth_sum, reaction_first, reaction_last, likes_added,
       likes_removed, reactions_added, reactions_removed, saved_first, saved_last, saves_added,
       saves_removed, removed_of
FROM counted
FULL JOIN removed USING (user_id, platform_day, content_type, content_id)
LEFT JOIN reaction USING (user_id, platform_day, content_type, content_id)
LEFT JOIN saving USING (user_id, platform_day, content_type, content_id)
