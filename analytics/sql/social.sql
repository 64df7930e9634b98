-- What a member and others did to each other over a range of the member's days, and how long the
-- others' messages waited for the member's answers. Own counts are those of the member's days.
WITH act AS MATERIALIZED (
    SELECT true AS own, target_user_id AS other_id, word, moment.at, nth <= alone AS alone
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) WITH ORDINALITY AS moment (at, nth)
    WHERE user_id = %(user)s AND starts_on BETWEEN %(first_day)s AND %(last_day)s
      AND word IN ('message_send', 'connection_request', 'connection_accept')
      AND moment.at >= %(begins)s AND moment.at < %(ends)s
    UNION ALL
    SELECT false, user_id, word, moment.at, nth <= alone
    FROM pair_day AS d
    CROSS JOIN LATERAL unnest(d.at) WITH ORDINALITY AS moment (at, nth)
    WHERE target_user_id = %(user)s AND starts_on BETWEEN %(first_day)s AND %(last_day)s
      AND word IN ('message_send', 'connection_request', 'connection_accept', 'profile_visit')
      AND moment.at >= %(begins)s AND moment.at < %(ends)s
), own_day AS (
    SELECT coalesce(sum(messages_sent), 0) AS messages_sent,
           coalesce(sum((social_counts -> 'connection_request')::int), 0) AS requests_sent,
           coalesce(sum((social_counts -> 'connection_accept')::int), 0) AS accepted_by_self,
           coalesce(sum((social_counts -> 'message_read')::int), 0) AS messages_read,
           coalesce(sum((social_counts -> 'profile_visit')::int), 0) AS visits_made
    FROM member_day
    WHERE user_id = %(user)s AND starts_on BETWEEN %(first)s AND %(last)s
), received AS (
    SELECT count(*) FILTER (WHERE word = 'message_send') AS messages_received,
           count(*) FILTER (WHERE word = 'connection_request') AS requests_received,
           count(*) FILTER (WHERE word = 'connection_accept') AS accepted_by_others,
           count(*) FILTER (WHERE word = 'profile_visit') AS visits_received
    FROM act
    WHERE NOT own
), contact AS (
    SELECT count(*) AS written_to, count(*) FILTER (WHERE heard_from) AS mutual
    FROM (
        SELECT bool_or(own) AS wrote, bool_or(NOT own) AS heard_from
        FROM act
        WHERE word = 'message_send'
        GROUP BY other_id
    ) AS other
    WHERE wrote
), request AS (
    -- A request that was accepted is followed by the other's acceptance.
    SELECT count(*) AS asked, count(*) FILTER (WHERE next = 'connection_accept') AS accepted
    FROM (
        SELECT word, lead(word) OVER (PARTITION BY other_id ORDER BY at, own DESC) AS next
        FROM act
        WHERE (own AND word = 'connection_request') OR (NOT own AND word = 'connection_accept')
    ) AS step
    WHERE word = 'connection_request'
), turn AS (
    -- The first message of each run: the one before it was the other side's, or none.
    SELECT own, at, lead(at) OVER (PARTITION BY other_id ORDER BY at, own DESC) AS answered_at
    FROM (
        SELECT other_id, own, at,
               lag(own) OVER (PARTITION BY other_id ORDER BY at, own DESC) AS own_before
        FROM act
        WHERE word = 'message_send' AND alone
    ) AS message
    WHERE own IS DISTINCT FROM own_before
), run AS (
    SELECT coalesce(array_agg(extract(epoch FROM answered_at - at)::float8)
                        FILTER (WHERE answered_at IS NOT NULL), '{}') AS answered,
           coalesce(array_agg(greatest(extract(epoch FROM %(until)s - at)::float8, 0))
                        FILTER (WHERE answered_at IS NULL), '{}') AS waiting
    FROM turn
    WHERE NOT own
)
SELECT messages_sent, messages_received, messages_read, requests_sent, requests_received,
       accepted_by_self + accepted_by_others, asked, accepted, written_to, mutual, visits_made,
       visits_received, answered, waiting
FROM own_day
CROSS JOIN received
CROSS JOIN contact
CROSS JOIN request
CROSS JOIN run
