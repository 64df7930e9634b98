-- The lower end of the score interval of `engaged` of `shown` (E. B. Wilson, "Probable Inference, the
-- Law of Succession, and Statistical Inference", Journal of the American Statistical Association 22,
-- 1927), z standard deviations wide to either side.
SELECT content_type, content_id,
       greatest(0, (rate + z2 / (2 * shown)
                    - %(z)s * sqrt((rate * (1 - rate) + z2 / (4 * shown)) / shown))
                   / (1 + z2 / shown)) AS score
FROM (
    SELECT content_type, content_id, sum(engaged) AS engaged, sum(shown)::float8 AS shown,
           sum(engaged)::float8 / sum(shown)::float8 AS rate, (%(z)s * %(z)s)::float8 AS z2
    FROM (
        SELECT content_type, content_id, coalesce(new_engaged, 0) AS engaged,
               coalesce(new_shown, 0) AS shown
        FROM content_day AS d
        WHERE starts_on BETWEEN %(first)s AND %(until)s
          AND (%(type)s::text IS NULL OR content_type = %(type)s)
          AND (new_engaged IS NOT NULL OR new_shown IS NOT NULL)
        UNION ALL
        SELECT content_type, content_id, CASE WHEN subject = 'engaged' THEN {step} ELSE 0 END,
               CASE WHEN subject = 'shown' THEN {step} ELSE 0 END
        FROM content_reach AS r
        WHERE starts_on BETWEEN %(first)s AND %(until)s
          AND (%(type)s::text IS NULL OR content_type = %(type)s)
          AND subject IN ('engaged', 'shown') AND ({crosses})
    ) AS moved
    GROUP BY content_type, content_id
    HAVING sum(engaged) > 0
) AS counted
