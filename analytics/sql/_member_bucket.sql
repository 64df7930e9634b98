-- The buckets to compute. An hour repeated at midnight gives a day two beginnings, of which
-- AT TIME ZONE takes the later: then the search begins earlier, and the local date decides.
SELECT user_id, starts_on, ends_before, zone,
       CASE WHEN ((late_start - interval '1 minute') AT TIME ZONE zone)::date < starts_on
            THEN late_start
            ELSE late_start - interval '3 hours'
       END AS begins_at,
       ends_before::timestamp AT TIME ZONE zone AS ends_at
FROM (
    SELECT user_id, starts_on, ends_before, zone,
           starts_on::timestamp AT TIME ZONE zone AS late_start
    FROM unnest(%(users)s::bigint[], %(starts)s::date[], %(ends)s::date[], %(zones)s::text[])
         AS given (user_id, starts_on, ends_before, zone)
) AS located
