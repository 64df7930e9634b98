"""The Cypher conditions on who may read a post or a comment, for the queries of every app."""

from account.visibility import not_blocked, not_muted
from community.visibility import belongs
from connection.visibility import connected


def readable(viewer: str, post: str) -> str:
    """`readable("$viewer", "p")`: as its privacy says, and by its author always.

    What is in a community that is not public is its members' alone, and what its author or the
    viewer blocked the other from is nobody's.
    """
    community = f"{post}.community_uid"
    is_open = f"EXISTS {{ MATCH (:Community {{uid: {community}, privacy: 'public'}}) }}"
    inside = belongs(viewer, community)
    return (
        f"({post}.author_id = {viewer} OR ("
        f"({post}.privacy = 'public' "
        f"OR ({post}.privacy = 'connections' AND {connected(viewer, f'{post}.author_id')}) "
        f"OR ({post}.privacy = 'community' AND {inside})) "
        f"AND (coalesce({community}, '') = '' OR {is_open} OR {inside}) "
        f"AND {not_blocked(viewer, f'{post}.author_id')}))"
    )


def listed(viewer: str, post: str) -> str:
    """The viewer has not hidden the post, and so it shows in their lists."""
    return f"NOT EXISTS {{ MATCH (:UserNode {{user_id: {viewer}}})-[:HIDES]->({post}) }}"


def comment_shown(viewer: str, comment: str) -> str:
    """Of a parent that the viewer may read: the comment's author is not blocked or muted."""
    author = f"{comment}.author_id"
    return f"({not_blocked(viewer, author)} AND {not_muted(viewer, author)})"
