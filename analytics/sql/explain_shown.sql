-- Whether the member was shown the content within the days.
SELECT *, bool_or(word IN ('view', 'impression')) OVER (
           PARTITION BY user_id, content_type, content_id) AS was_shown
FROM {before}
