"""Reading, and locking a node for a change."""

from typing import Any, TypeVar

from neomodel import StructuredNode, db

from ooumph.errors import NotFound
from ooumph.graph.failures import guarded

N = TypeVar("N", bound=StructuredNode)


def query(cypher: str, **parameters: Any) -> list[list[Any]]:
    """Run `cypher` and return its rows; raises Unavailable, Conflict.

    `cypher` is a constant of ours; whatever a client sent goes into `parameters`.
    """
    if db._active_transaction is not None:
        return db.cypher_query(cypher, parameters)[0]
    with guarded():
        return db.cypher_query(cypher, parameters)[0]


def single(cypher: str, **parameters: Any) -> list[Any] | None:
    """The first row of `query`, or None."""
    rows = query(cypher, **parameters)
    return rows[0] if rows else None


def lock(node_class: type[N], uid: str) -> N:
    """The node of `uid`, held for this transaction so that nobody else changes it meanwhile.

    Raises NotFound. Only inside `graph.write`.
    """
    label = node_class.__label__
    row = single(
        f"MATCH (n:`{label}` {{uid: $uid}}) SET n._locked = true REMOVE n._locked RETURN n", uid=uid
    )
    if row is None:
        raise NotFound
    locked: N = node_class.inflate(row[0])
    return locked


def delete_all(node_class: type[N], cypher: str, **parameters: Any) -> None:
    """Delete what `cypher` matches as `n`, with its relationships.

    Each tells of it by `post_delete`, as if it were deleted by itself. Only inside `graph.write`.
    """
    rows = query(
        f"{cypher} WITH DISTINCT n, properties(n) AS held DETACH DELETE n RETURN held", **parameters
    )
    for (held,) in rows:
        node = super(StructuredNode, node_class).inflate(held)
        node.deleted = True
        node.post_delete()
