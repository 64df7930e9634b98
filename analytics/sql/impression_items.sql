-- What came in of each piece of content on each UTC day, by others than its author and without bots
-- and staff; what came in more than a week late is in no day.
CREATE TEMPORARY TABLE feed_item_day ON COMMIT DROP AS
SELECT content_type, content_id, (available_at AT TIME ZONE 'UTC')::date AS day,
       count(*) FILTER (WHERE interaction_type = 'impression') AS impressions,
       count(*) FILTER (WHERE interaction_type = 'view') AS views,
       count(*) FILTER (
           WHERE interaction_type IN ({engaging})) AS engagements
FROM (
    SELECT content_type, content_id, interaction_type, occurred_at, {available_at} AS available_at
    FROM content_interaction
    WHERE occurred_at >= %(item_rows_from)s AND occurred_at < %(to)s
      AND interaction_type IN ('impression', 'view', {engaging})
      AND author_id IS DISTINCT FROM user_id AND user_id <> 0
      AND user_id NOT IN ({left_out}) AND metadata #> '{unresolved,content}' IS NULL
) AS row
WHERE available_at < %(to)s AND available_at - occurred_at <= interval '7 days'
GROUP BY content_type, content_id, day;

CREATE TEMPORARY TABLE feed_item_made ON COMMIT DROP AS
SELECT content_type, content_id, occurred_at, {available_at} AS available_at
FROM content_interaction
WHERE occurred_at >= %(rows_from)s AND occurred_at < %(to)s AND interaction_type = 'create';

-- What tags content had from when on, as its changes say.
CREATE TEMPORARY TABLE feed_item_tagged ON COMMIT DROP AS
SELECT content_type, content_id, occurred_at, received_at, event_id,
       {available_at} AS available_at, metadata ->> 'tags' AS tags
FROM content_interaction
WHERE occurred_at >= %(rows_from)s AND occurred_at < %(to)s
  AND interaction_type IN ('create', 'update') AND jsonb_typeof(metadata -> 'tags') = 'array';

CREATE TEMPORARY TABLE feed_member ON COMMIT DROP AS
SELECT DISTINCT user_id
FROM content_interaction
WHERE occurred_at >= %(from)s AND occurred_at < %(to)s AND interaction_type = 'impression'
  AND user_id <> 0 AND user_id NOT IN ({left_out});

CREATE INDEX ON feed_item_day (content_id, day, content_type);
CREATE INDEX ON feed_item_made (content_id, content_type);
CREATE INDEX ON feed_item_tagged (content_id, content_type);
CREATE INDEX ON feed_member (user_id);
ANALYZE feed_item_day;
ANALYZE feed_item_made;
ANALYZE feed_item_tagged;
ANALYZE feed_member
