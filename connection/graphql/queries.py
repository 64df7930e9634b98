"""Reading one's own connections and requests."""

from functools import partial
from typing import Any

import graphene

from account.models import User
from connection import selectors
from connection.graphql.types import (
    ConnectionConnection,
    ConnectionDirectionEnum,
    ConnectionStatusEnum,
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
