-- What several statistics need: rows by word; by session and quarter of an hour; the rows of acts
-- that have several (all others are acts by themselves, so that counting acts has to look at few);
-- the few that change how content stands, in whose order lies what they come to.
INSERT INTO batch_count
SELECT user_id, own_day, platform_day, kind, word, NULL, count(*)
FROM (
    SELECT user_id, own_day, platform_day, kind, word FROM ONLY batch_row
    UNION ALL
    SELECT user_id, own_day, platform_day, kind, word FROM batch_social_row
) AS row
GROUP BY user_id, own_day, platform_day, kind, word;

INSERT INTO batch_count
SELECT user_id, own_day, platform_day, 1, word, content_type, count(*)
FROM batch_content_row
GROUP BY user_id, own_day, platform_day, word, content_type;

INSERT INTO batch_quarter
SELECT user_id, session_id, own_day, hour, device, min(occurred_at), max(occurred_at), count(*)
FROM batch_row
GROUP BY user_id, session_id, date_bin('15 minutes', occurred_at, '2000-01-01 00:00Z'), own_day,
         hour, device;

-- By a number made of its id, in order: that is twice as quick. Where two acts have the same one,
-- their rows are looked at in vain.
SET LOCAL enable_hashagg = off;
INSERT INTO batch_shared_act
SELECT uuid_hash_extended(act_id, 0) FROM batch_row GROUP BY 1 HAVING count(*) > 1;
SET LOCAL enable_hashagg = on;

INSERT INTO batch_shared_row
SELECT user_id, own_day, platform_day, occurred_at, act_id, session_id, hour, kind, word
FROM batch_row
JOIN batch_shared_act ON act_number = uuid_hash_extended(act_id, 0);

INSERT INTO batch_turn
SELECT user_id, platform_day, occurred_at, word, content_type, content_id, author_id, resolved,
       event_id, received_at, metadata
FROM batch_content_row
WHERE event_id IS NOT NULL AND platform_day IS NOT NULL
