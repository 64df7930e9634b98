SELECT content_type, content_id, sum(views)::float8 AS score
FROM content_day AS d
WHERE starts_on BETWEEN %(first)s AND %(until)s AND views IS NOT NULL
  AND (%(type)s::text IS NULL OR content_type = %(type)s)
GROUP BY content_type, content_id
