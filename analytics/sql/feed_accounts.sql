-- Of some members: whose accounts are open, and whether they let themselves be tracked.
SELECT id, tracking_consent
FROM account_user
WHERE id = ANY(%(ids)s::bigint[]) AND is_active
