"""What members do with their connections. A change holds the node (a request both members), so
that two at the same instant see each other.

Doing again what is done, by who may do it, changes nothing: a retry is harmless. Whatever else
the connection's status does not allow is a Conflict.
"""

from dataclasses import dataclass

from account.models import User, member_ref
from account.selectors import blocked_between, reachable
from connection.models import Connection, ConnectionStatus, pair_of
from connection.pairs import lock_pair
from ooumph import clock, graph
from ooumph.errors import Conflict, Forbidden, Invalid, NotFound
from ooumph.graph import Ref
from ooumph.graph.nodes import to_instant
from user_activity.collecting import act

PENDING, ACCEPTED = ConnectionStatus.PENDING, ConnectionStatus.ACCEPTED
DECLINED, CANCELLED = ConnectionStatus.DECLINED, ConnectionStatus.CANCELLED
REMOVED = ConnectionStatus.REMOVED


@dataclass(frozen=True, slots=True)
class Change:
    """A status that only follows `after`, and which ends of the connection may set it."""

    after: ConnectionStatus
    ends: tuple[str, ...]
    forbidden: str = ""


ASKED = "Only the member who was asked may do this."
CHANGES = {
    ACCEPTED: Change(PENDING, ("receiver_id",), ASKED),
    DECLINED: Change(PENDING, ("receiver_id",), ASKED),
    CANCELLED: Change(PENDING, ("requester_id",), "Only the member who asked may do this."),
    REMOVED: Change(ACCEPTED, ("requester_id", "receiver_id")),
}


def other_member(*, actor: User, user_id: str) -> User:
    """The active member whom `actor` means by `user_id`; raises NotFound, Invalid for oneself."""
    try:
        other = reachable(viewer=actor, user_id=user_id, check_blocks=False)
    except NotFound:
        raise NotFound(field="userId") from None
    if other.pk == actor.pk:
        raise Invalid("This is yourself.", field="userId")
    return other


@act
@graph.write
def send_connection_request(*, actor: User, user_id: str, note: str = "") -> Connection:
    """Ask a member to connect; where they have asked already, this accepts.

    Raises NotFound (also for who blocked or is blocked), Invalid for oneself, and Conflict for
    a request or connection that is open already. What was declined, cancelled or removed may
    be asked again, which is a new connection.
    """
    other = other_member(actor=actor, user_id=user_id)
    if any(lock_pair(actor.pk, other.pk)):
        raise NotFound(field="userId")
    row = graph.single(
        "MATCH (c:Connection {pair: $pair}) RETURN c.uid", pair=pair_of(actor.pk, other.pk)
    )
    if row is None:
        return _requested(actor, other, note)
    connection = graph.lock(Connection, row[0])
    if connection.status == ACCEPTED:
        raise Conflict("You are connected already.", field="userId")
    if connection.requester_id == actor.pk:
        raise Conflict("You have asked this member already.", field="userId")
    return _set(connection, ACCEPTED, actor)


def accept_connection(*, actor: User, connection_id: str) -> Connection:
    """Say yes to a request; raises NotFound, Forbidden, Conflict."""
    return _change(actor=actor, connection_id=connection_id, status=ACCEPTED)


def decline_connection(*, actor: User, connection_id: str) -> Connection:
    """Say no to a request; raises NotFound, Forbidden, Conflict."""
    return _change(actor=actor, connection_id=connection_id, status=DECLINED)


def cancel_connection(*, actor: User, connection_id: str) -> Connection:
    """Take one's own request back; raises NotFound, Forbidden, Conflict."""
    return _change(actor=actor, connection_id=connection_id, status=CANCELLED)


def remove_connection(*, actor: User, connection_id: str) -> Connection:
    """End a connection, from either side; raises NotFound, Conflict."""
    return _change(actor=actor, connection_id=connection_id, status=REMOVED)


@act
@graph.write
def _change(*, actor: User, connection_id: str, status: ConnectionStatus) -> Connection:
    change = CHANGES[status]
    connection = _held(actor, connection_id)
    if actor.pk not in (getattr(connection, end) for end in change.ends):
        raise Forbidden(change.forbidden, field="connectionId")
    if connection.status == status:
        return connection
    if connection.status != change.after:
        raise Conflict(f"This connection is {connection.status}.", field="connectionId")
    return _set(connection, status, actor)


def _held(actor: User, connection_id: str) -> Connection:
    """The actor's connection, locked; one with who blocked or is blocked is as missing."""
    try:
        connection = graph.lock(Connection, connection_id)
    except NotFound:
        raise NotFound(field="connectionId") from None
    ends = {connection.requester_id, connection.receiver_id}
    if actor.pk not in ends or any(
        blocked_between(actor.pk, end) for end in ends - {actor.pk, None}
    ):
        raise NotFound(field="connectionId")
    return connection


def _requested(actor: User, other: User, note: str) -> Connection:
    connection = Connection(
        requester_id=actor.pk, receiver_id=other.pk, note=note.strip(), status_by=actor.pk
    )
    connection.save()
    node = Ref("Connection", "uid", connection.uid)
    at = {"at": to_instant(clock.now())}
    graph.relate_once(member_ref(actor.pk), "REQUESTED", node, at)
    graph.relate_once(node, "ASKS", member_ref(other.pk), at)
    return connection


def _set(connection: Connection, status: ConnectionStatus, actor: User) -> Connection:
    connection.status = status.value
    connection.status_by = actor.pk
    connection.save()
    return connection
