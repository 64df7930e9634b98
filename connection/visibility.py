"""The Cypher condition that two members are connected, for the queries of every app."""


def connected(one: str, other: str) -> str:
    """`connected("$viewer", "post.author_id")`; by the unique index on a connection's pair."""
    return (
        "EXISTS { MATCH (:Connection {status: 'accepted', pair: "
        f"CASE WHEN {one} < {other} THEN toString({one}) + ':' + toString({other}) "
        f"ELSE toString({other}) + ':' + toString({one}) END}}) }}"
    )
