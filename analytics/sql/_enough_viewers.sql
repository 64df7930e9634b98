%(floor)s <= (
    SELECT sum(n)
    FROM (
        SELECT new_viewed AS n
        FROM content_day AS d
        WHERE d.content_id = ranked.content_id AND d.content_type = ranked.content_type
          AND starts_on BETWEEN %(first)s AND %(until)s
        UNION ALL
        SELECT {step}
        FROM content_reach AS r
        WHERE r.content_id = ranked.content_id AND r.content_type = ranked.content_type
          AND starts_on BETWEEN %(first)s AND %(until)s AND subject = 'viewed' AND ({crosses})
    ) AS viewed
)
