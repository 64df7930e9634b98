-- What several statistics need: rows by word, and the rows of acts that have several. All others
-- are acts by themselves, so that counting acts has to look at few.
INSERT INTO batch_count
SELECT user_id, own_day, platform_day, kind, word, content_type, count(*)
FROM batch_row
GROUP BY user_id, own_day, platform_day, kind, word, content_type;

INSERT INTO batch_shared_act
SELECT act_id FROM batch_row GROUP BY act_id HAVING count(*) > 1;

INSERT INTO batch_shared_row
SELECT user_id, own_day, platform_day, occurred_at, act_id, session_id, hour, kind, word
FROM batch_row
JOIN batch_shared_act USING (act_id)
