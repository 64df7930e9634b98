"""Cypher conditions on who may see whom, for the queries of every app.

Their arguments are names in the query (a parameter or a property), never a client's words.
"""


def not_blocked(viewer: str, other: str) -> str:
    """`not_blocked("$viewer", "post.author_id")`: neither has blocked the other."""
    return (
        f"NOT EXISTS {{ MATCH (:UserNode {{user_id: {viewer}}})-[:BLOCKS]-"
        f"(:UserNode {{user_id: {other}}}) }}"
    )


def not_muted(viewer: str, other: str) -> str:
    """The viewer has not muted the other: for lists and suggestions."""
    return (
        f"NOT EXISTS {{ MATCH (:UserNode {{user_id: {viewer}}})-[:MUTES]->"
        f"(:UserNode {{user_id: {other}}}) }}"
    )
