-- Where to look for rows: the stretches, those that grew into one another as one.
INSERT INTO batch_search
SELECT user_id, lower(whole), upper(whole), zone, own_ahead, platform_ahead
FROM (
    SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS whole
    FROM batch_stretch
    GROUP BY user_id
) AS merged
JOIN batch_clock USING (user_id)
