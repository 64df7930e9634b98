"""The Cypher condition that a member belongs to a community, for the queries of every app."""


def belongs(member: str, community_uid: str) -> str:
    """`belongs("$viewer", "post.community_uid")`."""
    return (
        f"EXISTS {{ MATCH (:UserNode {{user_id: {member}}})-[:MEMBER_OF]->"
        f"(:Community {{uid: {community_uid}}}) }}"
    )
