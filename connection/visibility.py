"""Who is connected to whom in Cypher, for the queries of every app."""


def connected(one: str, other: str) -> str:
    """`connected("$viewer", "post.author_id")`; by the unique index on a connection's pair."""
    return (
        "EXISTS { MATCH (:Connection {status: 'accepted', pair: "
        f"CASE WHEN {one} < {other} THEN toString({one}) + ':' + toString({other}) "
        f"ELSE toString({other}) + ':' + toString({one}) END}}) }}"
    )


def connected_or_self(member: str, name: str) -> str:
    """`connected_or_self("$viewer", "author")`: a subquery with a row a connected member, and one
    for the member. By the indexes on a connection's ends; `member` is a parameter."""
    return (
        f"CALL {{ MATCH (c:Connection {{requester_id: {member}, status: 'accepted'}}) "
        f"RETURN c.receiver_id AS {name} "
        f"UNION MATCH (c:Connection {{receiver_id: {member}, status: 'accepted'}}) "
        f"RETURN c.requester_id AS {name} UNION RETURN {member} AS {name} }}"
    )
