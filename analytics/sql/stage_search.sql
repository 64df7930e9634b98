-- Where to look for rows: the stretches, those that grew into one another as one.
INSERT INTO batch_search
SELECT lower(whole), upper(whole), clock.*
FROM (
    SELECT user_id, unnest(range_agg(tstzrange(begins_at, ends_at))) AS whole
    FROM batch_stretch
    GROUP BY user_id
) AS merged
JOIN batch_clock AS clock USING (user_id)
