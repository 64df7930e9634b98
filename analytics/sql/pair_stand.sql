-- What each touched pair comes to now: after its last day, or before those that are gone.
INSERT INTO batch_pair_stand (user_id, target_user_id, word, value, valued_on)
SELECT user_id, target_user_id, word, value, valued_on
FROM (
    SELECT DISTINCT ON (user_id, target_user_id, word) *
    FROM (
        SELECT user_id, target_user_id, word, starts_on AS valued_on,
               coalesce(value_before
                            * power(0.5::float8,
                                    (starts_on - before_on) / %(half_life_days)s::float8), 0)
                   + value::float8 AS value
        FROM batch_pair
        UNION ALL
        SELECT user_id, target_user_id, word, prior_on, prior_value
        FROM batch_pair_prior
        WHERE prior_on IS NOT NULL
    ) AS known
    ORDER BY user_id, target_user_id, word, valued_on DESC
) AS latest
