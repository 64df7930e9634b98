"""Reading one's own connections and requests, and whom one keeps away."""

from functools import partial
from typing import Any

import graphene

from account.models import User
from connection import selectors
from connection.graphql.types import (
    ConnectionConnection,
    ConnectionDirectionEnum,
    ConnectionStatusEnum,
    HeldMemberConnection,
)
from connection.models import Connection, ConnectionStatus
from ooumph.graph.nodes import to_instant
from ooumph.graphql.inputs import Choice
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field


def resolve_connections(
    actor: User,
    info: Any,
    *,
    page: Page,
    status: str | None = None,
    direction: str | None = None,
) -> Slice:
    return _listed(actor, page, status or ConnectionStatus.ACCEPTED.value, direction)


def resolve_connection_requests(
    actor: User,
    info: Any,
    *,
    page: Page,
    status: str | None = None,
    direction: str | None = None,
) -> Slice:
    return _listed(actor, page, status or ConnectionStatus.PENDING.value, direction)


def _listed(actor: User, page: Page, status: str, direction: str | None) -> Slice:
    own: dict[str, Any] = {"viewer": actor, "status": status, "direction": direction}
    rows = selectors.connections(**own, after=page.after, limit=page.first + 1)
    return Slice.from_rows(rows, page, _key, partial(selectors.count_connections, **own))


def _key(connection: Connection) -> tuple[float, str]:
    return to_instant(connection.created_at), connection.uid


def resolve_blocked_users(actor: User, info: Any, *, page: Page) -> Slice:
    rows = selectors.blocked_members(viewer=actor, after=page.after, limit=page.first + 1)
    return Slice.from_rows(rows, page, _since)


def resolve_muted_users(actor: User, info: Any, *, page: Page) -> Slice:
    rows = selectors.muted_members(viewer=actor, after=page.after, limit=page.first + 1)
    return Slice.from_rows(rows, page, _since)


def _since(held: selectors.Held) -> tuple[float, int]:
    return to_instant(held.since), held.user_id


class ConnectionQueries(graphene.ObjectType):
    connections = connection_field(
        ConnectionConnection,
        permission=SIGNED_IN,
        status=Choice(ConnectionStatusEnum, description="`ACCEPTED` when left out."),
        direction=Choice(ConnectionDirectionEnum, description="Both when left out."),
        resolve=resolve_connections,
        description="Your own connections, the latest request first.",
    )
    connection_requests = connection_field(
        ConnectionConnection,
        permission=SIGNED_IN,
        status=Choice(ConnectionStatusEnum, description="`PENDING` when left out."),
        direction=Choice(ConnectionDirectionEnum, description="Both when left out."),
        resolve=resolve_connection_requests,
        description="What you were asked and what you asked, the latest first.",
    )
    blocked_users = connection_field(
        HeldMemberConnection,
        permission=SIGNED_IN,
        resolve=resolve_blocked_users,
        description="Whom you block, the latest first.",
    )
    muted_users = connection_field(
        HeldMemberConnection,
        permission=SIGNED_IN,
        resolve=resolve_muted_users,
        description="Whom you mute, the latest first.",
    )
