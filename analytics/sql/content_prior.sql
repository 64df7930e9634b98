-- How each known pair stood before its first touched day. The earliest kept day with a change of that
-- kind (a view, a reaction, a save) says so; where there is none, it stood as it does now. But what it
-- holds since a touched day or a later one, and no kept day says so, came of a day that is lost, and is
-- not taken over. Pairs of one day, of which nothing is kept, are new: see content_new.sql.
WITH touched AS (
    SELECT user_id, min(day) AS first_day FROM batch_platform_day GROUP BY user_id
), pair AS (
    SELECT user_id, content_type, content_id, first_day, days
    FROM (
        SELECT user_id, content_type, content_id, sum(days) AS days
        FROM (
            SELECT user_id, content_type, content_id, 1 AS days FROM batch_fact
            UNION ALL
            SELECT user_id, content_type, content_id, 2 FROM batch_kept
        ) AS each
        GROUP BY user_id, content_type, content_id
    ) AS known
    JOIN touched USING (user_id)
), viewed AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, viewed_before
    FROM batch_kept
    WHERE views IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on
), shown AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, shown_before, engaged_before
    FROM batch_kept
    WHERE views IS NOT NULL OR impressions IS NOT NULL OR engagements IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on
), reaction AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, reaction_before, liked_before, reacted_before
    FROM batch_kept
    WHERE reaction_first IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on
), saved AS (
    SELECT DISTINCT ON (user_id, content_type, content_id)
           user_id, content_type, content_id, saved_before
    FROM batch_kept
    WHERE saved_first IS NOT NULL
    ORDER BY user_id, content_type, content_id, starts_on
)
INSERT INTO batch_prior (
    user_id, content_type, content_id, viewed_on, shown_on, engaged_on, reaction, liked_on,
    reacted_on, saved_on
)
SELECT user_id, content_type, content_id,
       CASE WHEN viewed.user_id IS NULL THEN now.viewed_on ELSE viewed_before END,
       CASE WHEN shown.user_id IS NULL THEN now.shown_on ELSE shown_before END,
       CASE WHEN shown.user_id IS NULL THEN now.engaged_on ELSE engaged_before END,
       coalesce(CASE WHEN reaction.user_id IS NULL THEN now.reaction ELSE reaction_before END, ''),
       CASE WHEN reaction.user_id IS NULL THEN now.liked_on ELSE liked_before END,
       CASE WHEN reaction.user_id IS NULL THEN now.reacted_on ELSE reacted_before END,
       CASE WHEN saved.user_id IS NULL THEN now.saved_on ELSE saved_before END
FROM (
    SELECT pair.*, CASE WHEN viewed_on < first_day THEN viewed_on END AS viewed_on,
           CASE WHEN shown_on < first_day THEN shown_on END AS shown_on,
           CASE WHEN engaged_on < first_day THEN engaged_on END AS engaged_on,
           CASE WHEN coalesce(liked_on, reacted_on) < first_day THEN reaction END AS reaction,
           CASE WHEN liked_on < first_day THEN liked_on END AS liked_on,
           CASE WHEN reacted_on < first_day THEN reacted_on END AS reacted_on,
           CASE WHEN saved_on < first_day THEN saved_on END AS saved_on
    FROM pair
    LEFT JOIN LATERAL (
        SELECT *
        FROM content_member AS m
        WHERE m.user_id = pair.user_id AND m.content_type = pair.content_type
          AND m.content_id = pair.content_id
        OFFSET 0
    ) AS now ON true
    WHERE days > 1 OR now.user_id IS NOT NULL
) AS now
LEFT JOIN viewed USING (user_id, content_type, content_id)
LEFT JOIN shown USING (user_id, content_type, content_id)
LEFT JOIN reaction USING (user_id, content_type, content_id)
LEFT JOIN saved USING (user_id, content_type, content_id)
