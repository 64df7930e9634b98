"""Connections, as the API shows them to their two members."""

from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from connection.models import Connection, ConnectionStatus
from connection.selectors import Direction, Held
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.loading import prefetch
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime

CLOSED = "Null for an account that is closed."

ConnectionStatusEnum = graphql_enum(
    "ConnectionStatus", ConnectionStatus, "What became of a request."
)
ConnectionDirectionEnum = graphql_enum("ConnectionDirection", Direction, "Who asked.")


class ConnectionType(graphene.ObjectType):
    """A request between two members and what became of it."""

    class Meta:
        name = "Connection"

    id = graphene.ID(required=True)
    status = graphene.Field(ConnectionStatusEnum, required=True)
    note = graphene.String(required=True, description="What the requester wrote.")
    requester = graphene.Field(UserType, description=CLOSED)
    receiver = graphene.Field(UserType, description=CLOSED)
    other = graphene.Field(UserType, description=f"The one who is not you. {CLOSED}")
    created_at = DateTime(required=True)
    status_at = DateTime(description="Since when it has its status.")

    @classmethod
    def announce(cls, info: Any, connections: Iterable[Connection]) -> None:
        ends = [end for c in connections for end in (c.requester_id, c.receiver_id)]
        prefetch(info, users_by_id, ends)

    @staticmethod
    def resolve_id(connection: Connection, _info: Any) -> str:
        return str(connection.uid)

    @staticmethod
    def resolve_requester(connection: Connection, info: Any) -> User | None:
        return load_user(info, connection.requester_id)

    @staticmethod
    def resolve_receiver(connection: Connection, info: Any) -> User | None:
        return load_user(info, connection.receiver_id)

    @staticmethod
    def resolve_other(connection: Connection, info: Any) -> User | None:
        asked = connection.requester_id == info.context.user.pk
        return load_user(info, connection.receiver_id if asked else connection.requester_id)


class HeldMemberType(graphene.ObjectType):
    """A member whom you block or mute."""

    class Meta:
        name = "HeldMember"

    user = graphene.Field(UserType, description=CLOSED)
    since = DateTime(required=True)

    @classmethod
    def announce(cls, info: Any, held: Iterable[Held]) -> None:
        prefetch(info, users_by_id, [each.user_id for each in held])

    @staticmethod
    def resolve_user(held: Held, info: Any) -> User | None:
        return load_user(info, held.user_id)


ConnectionConnection = connection_of(ConnectionType)
HeldMemberConnection = connection_of(HeldMemberType)
