-- The buckets to compute.
SELECT starts_on, ends_before
FROM unnest(%(starts)s::date[], %(ends)s::date[]) AS given (starts_on, ends_before)
