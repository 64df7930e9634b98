"""The contents of this app's part of the schema."""

import graphene

from msg.graphql.mutations import (
    MarkMessagesRead,
    SendMatrixMessage,
    SendMessage,
    StartConversation,
)
from msg.graphql.queries import MsgQueries as MsgQueries


class MsgMutations(graphene.ObjectType):
    start_conversation = StartConversation.Field()
    send_message = SendMessage.Field()
    mark_messages_read = MarkMessagesRead.Field()
    send_matrix_message = SendMatrixMessage.Field()
