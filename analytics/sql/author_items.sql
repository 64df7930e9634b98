-- Of which content of an author something was done in a range.
SELECT DISTINCT content_type, content_id
FROM content_day
WHERE author_id = %(author)s AND starts_on BETWEEN %(first)s AND %(last)s
  AND content_type = ANY(%(types)s)
