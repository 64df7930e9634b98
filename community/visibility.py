"""Cypher conditions on members and communities, for the queries of every app."""


def belongs(member: str, community_uid: str) -> str:
    """`belongs("$viewer", "post.community_uid")`."""
    return (
        f"EXISTS {{ MATCH (:UserNode {{user_id: {member}}})-[:MEMBER_OF]->"
        f"(:Community {{uid: {community_uid}}}) }}"
    )


def visible(viewer: str, community: str) -> str:
    """`visible("$viewer", "c")`: it is public, or the viewer belongs to it or is invited."""
    return (
        f"({community}.privacy = 'public' OR EXISTS {{ "
        f"MATCH (:UserNode {{user_id: {viewer}}})-[:MEMBER_OF|INVITED_TO]->({community}) }})"
    )
