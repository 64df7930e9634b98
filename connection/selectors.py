"""Reading one's own connections, and whom one keeps away."""

from datetime import datetime
from enum import Enum
from typing import NamedTuple

from account.models import User
from account.visibility import not_blocked
from connection.models import Connection
from ooumph import graph
from ooumph.graph.nodes import from_instant


class Direction(Enum):
    """Who asked, seen from the reader."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"

    @property
    def description(self) -> str:
        return "Others asked you." if self is Direction.INCOMING else "You asked others."


# One pattern a direction, so that each uses an index.
_OWN = (
    "CALL { MATCH (c:Connection {requester_id: $viewer}) WHERE $outgoing "
    "RETURN c, c.receiver_id AS other "
    "UNION MATCH (c:Connection {receiver_id: $viewer}) WHERE $incoming "
    "RETURN c, c.requester_id AS other } "
    "WITH c, other WHERE ($status IS NULL OR c.status = $status) AND "
    + not_blocked("$viewer", "other")
)


def connections(
    *,
    viewer: User,
    status: str | None,
    direction: str | None,
    after: tuple[float, str] | None,
    limit: int,
) -> list[Connection]:
    """The viewer's own of a status and direction (None: all), the latest request first; none
    with who blocked or is blocked. `after` is (instant, uid)."""
    after_at, after_uid = after or (None, None)
    rows = graph.query(
        _OWN + " AND ($after_at IS NULL OR c.created_at < $after_at "
        "OR (c.created_at = $after_at AND c.uid < $after_uid)) "
        "RETURN c ORDER BY c.created_at DESC, c.uid DESC LIMIT $limit",
        after_at=after_at,
        after_uid=after_uid,
        limit=limit,
        **_parameters(viewer, status, direction),
    )
    return [Connection.inflate(row[0]) for row in rows]


def count_connections(*, viewer: User, status: str | None, direction: str | None) -> int:
    """How many `connections` lists in all."""
    rows = graph.query(_OWN + " RETURN count(c)", **_parameters(viewer, status, direction))
    return int(rows[0][0])


def _parameters(viewer: User, status: str | None, direction: str | None) -> dict[str, object]:
    return {
        "viewer": viewer.pk,
        "status": status,
        "outgoing": direction != Direction.INCOMING.value,
        "incoming": direction != Direction.OUTGOING.value,
    }


class Held(NamedTuple):
    """A member whom the reader blocks or mutes, and since when."""

    user_id: int
    since: datetime


def blocked_members(*, viewer: User, after: tuple[float, int] | None, limit: int) -> list[Held]:
    """Whom the viewer blocks, the latest first; `after` is (instant, user id)."""
    return _held("BLOCKS", "true", viewer, after, limit)


def muted_members(*, viewer: User, after: tuple[float, int] | None, limit: int) -> list[Held]:
    """Whom the viewer mutes, the latest first, but who blocked or is blocked; `after` likewise."""
    return _held("MUTES", not_blocked("$viewer", "m.user_id"), viewer, after, limit)


def _held(
    kind: str, condition: str, viewer: User, after: tuple[float, int] | None, limit: int
) -> list[Held]:
    after_at, after_id = after or (None, None)
    rows = graph.query(
        f"MATCH (:UserNode {{user_id: $viewer}})-[r:{kind}]->(m:UserNode) "
        "WHERE ($after_at IS NULL OR r.at < $after_at "
        "OR (r.at = $after_at AND m.user_id < $after_id)) "
        f"AND {condition} "
        "RETURN m.user_id, r.at ORDER BY r.at DESC, m.user_id DESC LIMIT $limit",
        viewer=viewer.pk,
        after_at=after_at,
        after_id=after_id,
        limit=limit,
    )
    return [Held(user_id, from_instant(at)) for user_id, at in rows]
