%(floor)s <= (
    SELECT sum(n)
    FROM (
        SELECT new_viewed AS n
        FROM (
            SELECT content_type, new_viewed
            FROM content_day
            WHERE content_id = ranked.content_id AND starts_on BETWEEN %(first)s AND %(until)s
            OFFSET 0
        ) AS d
        WHERE d.content_type = ranked.content_type
        UNION ALL
        SELECT {step}
        FROM (
            SELECT *
            FROM content_reach
            WHERE content_id = ranked.content_id AND starts_on BETWEEN %(first)s AND %(until)s
            OFFSET 0
        ) AS r
        WHERE r.content_type = ranked.content_type AND subject = 'viewed' AND ({crosses})
    ) AS viewed
)
