-- How much content of an author there was when the day `last` was over, at `ends_at`. What left no row
-- when it was made is there since somebody did something to it.
SELECT count(*)
FROM content_item AS i
WHERE author_id = %(author)s AND (deleted_at IS NULL OR deleted_at >= %(ends_at)s)
  AND (created_at < %(ends_at)s OR (created_at IS NULL AND EXISTS (
      SELECT 1
      FROM content_day AS d
      WHERE d.content_id = i.content_id AND d.content_type = i.content_type
        AND starts_on <= %(last)s
  )))
