i.community = '' OR EXISTS (
    SELECT FROM content_item AS c
    WHERE c.content_type = 'community' AND c.content_id = i.community
      AND c.privacy = 'public' AND c.deleted_at IS NULL
)
