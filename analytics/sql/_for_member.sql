-- The graph has the last word: this leaves little that it refuses. Of others' content what at least
-- five have viewed, so that its numbers are a crowd's; of one's own, too, where %(own_of_few)s is false.
SELECT i.deleted_at IS NULL
       AND (i.content_type <> 'story' OR i.created_at > %(stories_since)s)
       AND (i.author_id = %(viewer)s
            OR i.content_type = 'community' AND i.privacy = 'public'
            OR i.content_type = 'community' AND i.content_id = ANY(%(communities)s)
            OR i.author_id <> ALL(%(apart)s) AND (
                i.content_type = 'story' AND i.author_id = ANY(%(connected)s)
                OR i.content_type = 'comment' AND i.privacy <> 'only_me'
                OR i.content_type = 'post' AND (
                    i.privacy = 'public'
                    OR i.privacy = 'connections' AND i.author_id = ANY(%(connected)s)
                    OR i.privacy = 'community' AND i.community = ANY(%(communities)s)
                ) AND (i.community = ANY(%(communities)s) OR {in_the_open})
            ))
       AND (%(own_of_few)s AND i.author_id = %(viewer)s OR {enough_viewers})
FROM content_item AS i
WHERE i.content_type = ranked.content_type AND i.content_id = ranked.content_id
