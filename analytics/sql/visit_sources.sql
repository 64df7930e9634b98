-- Where each visit came from, by its visitor and instant: one search of (member, time) a visit.
SELECT visit.user_id, visit.at, r.origin
FROM unnest(%(users)s::bigint[], %(at)s::timestamptz[]) AS visit (user_id, at)
CROSS JOIN LATERAL (
    SELECT metadata ->> 'origin' AS origin
    FROM social_interaction AS r
    WHERE r.user_id = visit.user_id AND r.occurred_at = visit.at
      AND r.occurred_at BETWEEN %(earliest)s AND %(latest)s
      AND target_user_id = %(user)s AND interaction_type = 'profile_visit'
    ORDER BY event_id DESC
    LIMIT 1
) AS r
