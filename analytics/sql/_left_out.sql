SELECT id FROM account_user WHERE is_bot OR is_staff
