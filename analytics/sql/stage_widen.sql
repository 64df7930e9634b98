-- Make each stretch longer until no session known reaches over its ends, as a session is computed
-- whole; not beyond the floor, before which rows are gone. Returns the stretches that became longer:
-- their new ends have to be looked at as well.
WITH wider AS (
    SELECT user_id, begins_at, ends_at,
           CASE WHEN earliest IS NULL THEN begins_at
                ELSE least(begins_at, greatest(earliest, %(floor)s))
           END AS now_begins_at,
           greatest(ends_at, latest) AS now_ends_at
    FROM batch_stretch AS stretch
    CROSS JOIN LATERAL (
        SELECT min(began_at) AS earliest
        FROM member_session AS s
        WHERE s.user_id = stretch.user_id
          AND began_at >= begins_at - interval '25 hours' AND began_at < begins_at
          AND ended_at >= begins_at - interval '30 minutes'
    ) AS before
    CROSS JOIN LATERAL (
        SELECT max(ended_at) + interval '1 microsecond' AS latest
        FROM member_session AS s
        WHERE s.user_id = stretch.user_id
          AND began_at BETWEEN ends_at - interval '25 hours' AND ends_at + interval '30 minutes'
          AND ended_at >= ends_at
    ) AS after
)
UPDATE batch_stretch AS stretch
SET begins_at = now_begins_at, ends_at = now_ends_at
FROM wider
WHERE stretch.user_id = wider.user_id AND stretch.begins_at = wider.begins_at
  AND (wider.now_begins_at < stretch.begins_at OR wider.now_ends_at > stretch.ends_at)
RETURNING 1
