-- A page of those who visited a member's profile within the member's days, the latest visitor first,
-- beside how many are named and how many are not; the totals come even where the page is empty. A
-- next page is of the list as it was when its first page was asked for: without the visits after the
-- newest one of then, which would move their visitors out of the pages to come. `newest` is a named
-- one's: it is in the cursor, which tells nothing of who is not named.
WITH visitor AS (
    SELECT user_id, count(*) FILTER (WHERE listed) AS visits,
           max(moment.at) FILTER (WHERE listed) AS last_visit_at
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) AS moment (at)
    CROSS JOIN LATERAL (
        SELECT %(newest)s::timestamptz IS NULL OR moment.at <= %(newest)s AS listed
    ) AS by_then
    WHERE target_user_id = %(user)s AND starts_on BETWEEN %(first_day)s AND %(last_day)s
      AND word = 'profile_visit'
      AND moment.at >= %(begins)s AND moment.at < %(ends)s
    GROUP BY user_id
), shown AS (
    SELECT user_id, visits, last_visit_at
    FROM visitor
    JOIN account_user AS u ON u.id = user_id
    WHERE u.is_active AND NOT u.hide_profile_visits AND NOT %(hides)s
      AND user_id <> ALL(%(apart)s::bigint[])
), named AS (
    SELECT * FROM shown WHERE visits > 0
), total AS (
    SELECT (SELECT count(*) FROM named) AS named,
           (SELECT count(*) FROM visitor) - (SELECT count(*) FROM shown) AS hidden,
           (SELECT max(last_visit_at) FROM named) AS newest
), page AS (
    SELECT user_id, visits, last_visit_at
    FROM named
    WHERE %(after_at)s::timestamptz IS NULL
       OR (last_visit_at, user_id) < (%(after_at)s, %(after_id)s::bigint)
    ORDER BY last_visit_at DESC, user_id DESC
    LIMIT %(limit)s
)
SELECT total.named, total.hidden, total.newest, user_id, visits, last_visit_at
FROM total
LEFT JOIN page ON true
ORDER BY last_visit_at DESC, user_id DESC
