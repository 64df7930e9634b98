-- Whose sessions begin on a day of the platform. An hour that is repeated at midnight begins earlier than
-- midnight does: the local date decides.
began_at >= bucket.starts_on::timestamp AT TIME ZONE %(platform)s - interval '3 hours'
AND began_at < ends_before::timestamp AT TIME ZONE %(platform)s
AND (began_at AT TIME ZONE %(platform)s)::date = bucket.starts_on
AND user_id NOT IN ({left_out})
