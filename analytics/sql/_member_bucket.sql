-- The buckets to compute.
SELECT user_id, starts_on, ends_before
FROM unnest(%(users)s::bigint[], %(starts)s::date[], %(ends)s::date[])
     AS given (user_id, starts_on, ends_before)
