-- A page of those who visited a member's profile within the member's days, the latest visitor first,
-- beside how many there are in all; the totals come even where the page is empty. A next page is of
-- the list as it was when its first page was asked for: without the visits after the newest one of
-- then, which would move their visitors out of the pages to come.
WITH visitor AS (
    SELECT user_id, count(*) AS visits, max(moment.at) AS last_visit_at
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) AS moment (at)
    WHERE target_user_id = %(user)s AND starts_on BETWEEN %(first_day)s AND %(last_day)s
      AND word = 'profile_visit'
      AND moment.at >= %(begins)s AND moment.at < %(ends)s
      AND (%(newest)s::timestamptz IS NULL OR moment.at <= %(newest)s)
    GROUP BY user_id
), named AS (
    SELECT user_id, visits, last_visit_at
    FROM visitor
    JOIN account_user AS u ON u.id = user_id
    WHERE u.is_active AND NOT u.hide_profile_visits AND NOT %(hides)s
      AND user_id <> ALL(%(apart)s::bigint[])
), total AS (
    SELECT (SELECT count(*) FROM visitor) AS visitors, (SELECT count(*) FROM named) AS named,
           (SELECT max(last_visit_at) FROM visitor) AS newest
), page AS (
    SELECT user_id, visits, last_visit_at
    FROM named
    WHERE %(after_at)s::timestamptz IS NULL
       OR (last_visit_at, user_id) < (%(after_at)s, %(after_id)s::bigint)
    ORDER BY last_visit_at DESC, user_id DESC
    LIMIT %(limit)s
)
SELECT total.visitors, total.named, total.newest, user_id, visits, last_visit_at
FROM total
LEFT JOIN page ON true
ORDER BY last_visit_at DESC, user_id DESC
