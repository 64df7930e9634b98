"""The contents of this app's part of the schema."""

import graphene

from connection.graphql.mutations import (
    AcceptConnection,
    BlockUser,
    CancelConnection,
    DeclineConnection,
    MuteUser,
    RemoveConnection,
    SendConnectionRequest,
    UnblockUser,
    UnmuteUser,
)
from connection.graphql.queries import ConnectionQueries as ConnectionQueries


class ConnectionMutations(graphene.ObjectType):
    send_connection_request = SendConnectionRequest.Field()
    accept_connection = AcceptConnection.Field()
    decline_connection = DeclineConnection.Field()
    cancel_connection = CancelConnection.Field()
    remove_connection = RemoveConnection.Field()
    block_user = BlockUser.Field()
    unblock_user = UnblockUser.Field()
    mute_user = MuteUser.Field()
    unmute_user = UnmuteUser.Field()
