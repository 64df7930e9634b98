"""Connecting, and keeping others away."""

from typing import Any, Self

import graphene

from account.graphql.types import UserType
from account.models import User
from connection import blocking, services
from connection.graphql.types import ConnectionType
from ooumph.graphql.inputs import ID, Text
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN


class SendConnectionRequest(Mutation):
    """Ask a member to connect; where they have asked you already, this accepts."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        user_id = ID(required=True)
        note = Text(max_length=500, blank=True)

    connection = graphene.Field(ConnectionType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, user_id: str, note: str | None = None) -> Self:
        found = services.send_connection_request(actor=actor, user_id=user_id, note=note or "")
        return cls(connection=found)


class ConnectionInput:
    connection_id = ID(required=True)


class AcceptConnection(Mutation):
    """Say yes to a request that you received."""

    class Meta:
        permission = SIGNED_IN

    class Input(ConnectionInput):
        pass

    connection = graphene.Field(ConnectionType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, connection_id: str) -> Self:
        found = services.accept_connection(actor=actor, connection_id=connection_id)
        return cls(connection=found)


class DeclineConnection(Mutation):
    """Say no to a request that you received."""

    class Meta:
        permission = SIGNED_IN

    class Input(ConnectionInput):
        pass

    connection = graphene.Field(ConnectionType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, connection_id: str) -> Self:
        found = services.decline_connection(actor=actor, connection_id=connection_id)
        return cls(connection=found)


class CancelConnection(Mutation):
    """Take your own request back while it is pending."""

    class Meta:
        permission = SIGNED_IN

    class Input(ConnectionInput):
        pass

    connection = graphene.Field(ConnectionType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, connection_id: str) -> Self:
        found = services.cancel_connection(actor=actor, connection_id=connection_id)
        return cls(connection=found)


class RemoveConnection(Mutation):
    """End a connection, from either side."""

    class Meta:
        permission = SIGNED_IN

    class Input(ConnectionInput):
        pass

    connection = graphene.Field(ConnectionType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, connection_id: str) -> Self:
        found = services.remove_connection(actor=actor, connection_id=connection_id)
        return cls(connection=found)


class UserInput:
    user_id = ID(required=True)


class BlockUser(Mutation):
    """Block a member: neither sees or reaches the other, who is not told; a connection ends."""

    class Meta:
        permission = SIGNED_IN

    class Input(UserInput):
        pass

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, user_id: str) -> Self:
        return cls(user=blocking.block_user(actor=actor, user_id=user_id))


class UnblockUser(Mutation):
    """Take a block back."""

    class Meta:
        permission = SIGNED_IN

    class Input(UserInput):
        pass

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, user_id: str) -> Self:
        return cls(user=blocking.unblock_user(actor=actor, user_id=user_id))


class MuteUser(Mutation):
    """Leave a member out of your lists and suggestions; they are not told."""

    class Meta:
        permission = SIGNED_IN

    class Input(UserInput):
        pass

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, user_id: str) -> Self:
        return cls(user=blocking.mute_user(actor=actor, user_id=user_id))


class UnmuteUser(Mutation):
    """Take a mute back."""

    class Meta:
        permission = SIGNED_IN

    class Input(UserInput):
        pass

    user = graphene.Field(UserType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, user_id: str) -> Self:
        return cls(user=blocking.unmute_user(actor=actor, user_id=user_id))
