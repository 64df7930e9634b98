-- What content_day's `new_*` leave: the changes of a day that are not a first time. Where nothing was
-- before, all are.
WITH member AS (
    SELECT content_type, content_id, starts_on, viewed_before, shown_before, liked_before,
           reacted_before, saved_before, reaction_first, saved_first, views IS NOT NULL AS viewed,
           author_id IS DISTINCT FROM user_id AS others,
           CASE WHEN views IS NOT NULL OR impressions IS NOT NULL THEN starts_on
                ELSE shown_before END AS shown_until,
           CASE WHEN shown_before IS NOT NULL AND engaged_before IS NOT NULL
                THEN least(shown_before, engaged_before) END AS both_before,
           engaged_before, engagements,
           CASE WHEN reaction_last = 'like' THEN
                CASE WHEN likes_added > 0 THEN starts_on ELSE liked_before END
           END AS liked_until,
           CASE WHEN reaction_last NOT IN ('', 'like') THEN
                CASE WHEN reactions_added > 0 THEN starts_on ELSE reacted_before END
           END AS reacted_until,
           CASE WHEN saved_last THEN
                CASE WHEN saves_added > 0 THEN starts_on ELSE saved_before END
           END AS saved_until
    FROM batch_seen
    WHERE user_id <> 0 AND user_id NOT IN ({left_out})
      AND coalesce(viewed_before, shown_before, engaged_before, liked_before, reacted_before,
                   saved_before) IS NOT NULL
), complete AS (
    SELECT *, CASE WHEN shown_until IS NOT NULL
                    AND coalesce(CASE WHEN engagements IS NOT NULL THEN starts_on END, engaged_before)
                        IS NOT NULL
                   THEN least(shown_until, CASE WHEN engagements IS NOT NULL THEN starts_on
                                                ELSE engaged_before END) END AS both_until
    FROM member
)
SELECT content_id, starts_on, content_type, subject,
       coalesce(since, '0001-01-01') AS since, coalesce(until, '0001-01-01') AS until,
       count(*) AS changed
FROM complete
CROSS JOIN LATERAL (
    VALUES
        ('viewed', viewed_before, CASE WHEN viewed THEN starts_on END, others AND viewed),
        ('shown', shown_before, shown_until, others),
        ('engaged', both_before, both_until, others),
        ('liked', liked_before, liked_until, reaction_first IS NOT NULL),
        ('reacted', reacted_before, reacted_until, reaction_first IS NOT NULL),
        ('saved', saved_before, saved_until, saved_first IS NOT NULL)
) AS change (subject, since, until, happened)
WHERE happened AND since IS DISTINCT FROM until AND NOT (since IS NULL AND until = starts_on)
GROUP BY content_id, starts_on, content_type, subject, since, until
