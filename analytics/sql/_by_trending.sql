-- Viewers summed over days are at least as many as there are.
SELECT content_type, content_id, {trend}::float8 / 1000000 AS score
FROM content_day AS d
WHERE starts_on BETWEEN %(first)s AND %(until)s
  AND (%(type)s::text IS NULL OR content_type = %(type)s)
  AND (viewers IS NOT NULL OR trend_millionths IS NOT NULL)
GROUP BY content_type, content_id
HAVING sum(viewers) >= %(floor)s AND {trend} > 0
