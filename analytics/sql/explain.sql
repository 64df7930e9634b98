-- The number as it is kept, how many events are counted now, and a page of these, in one snapshot.
WITH raw AS (
    {raw}
), dated AS (
    SELECT * FROM (
        SELECT *, (occurred_at AT TIME ZONE %(zone)s)::date AS day,
               date_part('hour', occurred_at AT TIME ZONE %(zone)s) AS hour
        FROM raw
    ) AS local
    WHERE day BETWEEN %(first)s - {days_before} AND %(last)s + {days_after}
){steps}, counted AS (
    SELECT {once} *
    FROM {of} AS d
    WHERE {where}
    ORDER BY {order} occurred_at {direction}, received_at {direction}, event_id {direction}
), listed AS (
    SELECT * FROM counted WHERE {then}
), page AS (
    SELECT kind, word, event_id, act_id, user_id, occurred_at, received_at, content_type, content_id,
           target_user_id
    FROM listed
    WHERE %(after_at)s::timestamptz IS NULL
       OR (occurred_at, event_id, user_id, kind)
          > (%(after_at)s, %(after_id)s::uuid, %(after_user)s::bigint, %(after_kind)s::text)
    ORDER BY occurred_at, event_id, user_id, kind
    LIMIT %(limit)s
)
SELECT total.*, page.*
FROM (SELECT ({kept}), (SELECT count(*) FROM listed)) AS total (kept, events)
LEFT JOIN page ON true
ORDER BY occurred_at, event_id, user_id, kind
