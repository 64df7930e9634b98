"""What a member holds of a post with one value that may change: a reaction, a reason."""

from dataclasses import dataclass
from datetime import datetime

from ooumph import graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import to_instant

# The relationship, and which of its properties is the value.
HELD = {"LIKES": "reaction", "HIDES": "reason", "REPORTS": "reason"}


@dataclass(frozen=True, slots=True)
class Change:
    """`previous` is the value held before, None where none was."""

    previous: str | None


def hold(
    kind: str, *, user_id: int, post_uid: str, value: str, at: datetime, **details: str
) -> Change | None:
    """Let a member hold `value`; None where they hold it already. Only inside `graph.write`.

    The lock on the member's node orders those who hold and let go at the same instant.
    """
    name = HELD[kind]
    row = graph.single(
        "MATCH (p:Post {uid: $uid}) MERGE (m:UserNode {user_id: $user_id}) "
        "SET m._locked = true REMOVE m._locked "
        f"WITH m, p MERGE (m)-[r:{kind}]->(p) WITH r, r.{name} AS previous "
        "SET r += CASE WHEN previous = $value THEN {} ELSE $held END, "
        "r.previous = CASE WHEN previous = $value THEN r.previous ELSE previous END "
        "RETURN previous",
        uid=post_uid,
        user_id=user_id,
        value=value,
        held={name: value, "at": to_instant(at), **details},
    )
    if row is None:
        raise NotFound(field="postId")
    previous = row[0]
    return None if previous == value else Change(previous)
