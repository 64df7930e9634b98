-- Reports of visits, each with the day its visit began on, and whether time or a depth was told.
SELECT *, min(day) OVER visit AS begun_on, bool_or(duration_ms IS NOT NULL) OVER visit AS timed,
       bool_or(scroll_depth IS NOT NULL) OVER visit AS scrolled
FROM (
    SELECT *, day - (dense_rank() OVER (
               PARTITION BY user_id, content_type, content_id, visit ORDER BY day))::int AS island
    FROM (
        SELECT *, CASE WHEN starts_with(visit_id, 's') THEN visit_id || day ELSE visit_id END AS visit
        FROM {before}
        WHERE word IN ('view', 'time_spent', 'scroll_depth')
          AND (duration_ms IS NOT NULL OR scroll_depth IS NOT NULL)
    ) AS report
) AS islands
WINDOW visit AS (PARTITION BY user_id, content_type, content_id, visit, island)
