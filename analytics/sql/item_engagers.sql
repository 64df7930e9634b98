-- Who engaged most with a piece of content over a range, in the acts that {acts} counts; its author,
-- bots and staff left out.
SELECT user_id, sum({acts}), max(starts_on)
FROM content_member_day
WHERE content_id = %(id)s AND content_type = %(type)s AND starts_on BETWEEN %(first)s AND %(last)s
  AND {acts} IS NOT NULL AND user_id <> 0 AND user_id IS DISTINCT FROM %(author)s
  AND user_id NOT IN ({left_out})
GROUP BY user_id
ORDER BY sum({acts}) DESC, max(starts_on) DESC, user_id
LIMIT %(limit)s
