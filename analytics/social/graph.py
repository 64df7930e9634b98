"""What the graph knows of members."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from analytics.graph import ask, ask_meanwhile
from ooumph.errors import Unavailable

# In either direction; the last column says whether it is the member's.
HELD_APART = (
    "UNWIND $members AS id MATCH (member:UserNode {user_id: id})-[held:BLOCKS|MUTES]-(o:UserNode) "
    "RETURN id, o.user_id, type(held), startNode(held) = member"
)
# Whoever was ever asked or asked: connected, waiting, declined, cancelled or removed.
ASKED = (
    "MATCH (c:Connection {requester_id: $member}) "
    "RETURN c.receiver_id AS id, c.status = 'accepted' AS connected "
    "UNION ALL MATCH (c:Connection {receiver_id: $member}) "
    "RETURN c.requester_id AS id, c.status = 'accepted' AS connected"
)
SECOND_DEGREE = (
    "UNWIND $friends AS friend "
    "CALL (friend) { MATCH (c:Connection {requester_id: friend, status: 'accepted'}) "
    "RETURN c.receiver_id AS other "
    "UNION ALL MATCH (c:Connection {receiver_id: friend, status: 'accepted'}) "
    "RETURN c.requester_id AS other } "
    "WITH other, count(DISTINCT friend) AS mutual "
    "WHERE other <> $member AND NOT other IN $left_out "
    "RETURN other, mutual ORDER BY mutual DESC, other LIMIT $limit"
)
# By the unique index on a connection's pair.
MUTUAL = (
    "UNWIND $others AS other UNWIND $friends AS friend "
    "MATCH (c:Connection {pair: CASE WHEN friend < other "
    "THEN toString(friend) + ':' + toString(other) "
    "ELSE toString(other) + ':' + toString(friend) END, status: 'accepted'}) "
    "RETURN other, count(c)"
)


def held_apart(
    member_ids: Collection[int], timeout_seconds: float | None = None
) -> Callable[[], list[list[Any]]]:
    """(member, other, BLOCKS or MUTES, whether it is the member's own) of each block and mute;
    asked now, to be waited for later."""
    members = sorted(member_ids)
    return ask_meanwhile(HELD_APART, timeout_seconds=timeout_seconds, members=members)


def asked(member_id: int) -> tuple[set[int], set[int]]:
    """Whom the member is connected to, and everybody there ever was a request with."""
    rows = ask(ASKED, member=member_id)
    return {other for other, connected in rows if connected}, {other for other, _ in rows}


def second_degree(
    member_id: int, friends: Collection[int], left_out: Iterable[int], limit: int
) -> list[tuple[int, int]]:
    """Members whom `friends` are connected to, with how many are; the most first."""
    rows = ask(
        SECOND_DEGREE,
        member=member_id,
        friends=sorted(friends),
        left_out=sorted(left_out),
        limit=limit,
    )
    return [(other, mutual) for other, mutual in rows]


def mutual_connections(others: Iterable[int], member_id: int) -> dict[int, int]:
    """With how many of the member's connections each of `others` is connected; a loader. Nothing
    while the graph is away."""
    others = list(others)
    try:
        friends, _ = asked(member_id)
        rows = ask(MUTUAL, others=others, friends=sorted(friends))
    except Unavailable:
        return {}
    found: dict[int, int] = dict(map(tuple, rows))
    return dict.fromkeys(others, 0) | found
