"""Writing to others, and reading what they wrote."""

from typing import Any, Self

import graphene

from account.models import User
from msg import reading, services
from msg.graphql.types import ConversationType, MatrixMessageType, MessageType
from ooumph.graphql.inputs import ID, Line, ListOf, Text
from ooumph.graphql.media import media_list
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN

MAX_BODY = 10_000


class StartConversation(Mutation):
    """Begin a conversation; without a title, two members get the one they have back."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        member_ids = ListOf(ID(), min_items=1, max_items=services.MAX_MEMBERS, required=True)
        title = Line(max_length=120, blank=True)

    conversation = graphene.Field(ConversationType)

    @classmethod
    def perform(
        cls, actor: User, info: Any, *, member_ids: list[str], title: str | None = None
    ) -> Self:
        found = services.start_conversation(actor=actor, member_ids=member_ids, title=title or "")
        return cls(conversation=found)


class SendMessage(Mutation):
    """Write to the others of a conversation; it needs a body or an attachment."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        conversation_id = ID(required=True)
        body = Text(max_length=MAX_BODY, blank=True)
        attachments = media_list()

    message = graphene.Field(MessageType)

    @classmethod
    def perform(
        cls,
        actor: User,
        info: Any,
        *,
        conversation_id: str,
        body: str | None = None,
        attachments: list[dict[str, Any]] | None = None,
    ) -> Self:
        sent = services.send_message(
            actor=actor,
            conversation_id=conversation_id,
            body=body or "",
            attachments=attachments or (),
        )
        return cls(message=sent)


class MarkMessagesRead(Mutation):
    """Mark what others sent you as read, up to and with a message."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        conversation_id = ID(required=True)
        up_to_message_id = ID(required=True)

    conversation = graphene.Field(ConversationType)
    read_count = graphene.Int(description="How many were newly read.")

    @classmethod
    def perform(
        cls, actor: User, info: Any, *, conversation_id: str, up_to_message_id: str
    ) -> Self:
        marked = reading.mark_messages_read(
            actor=actor, conversation_id=conversation_id, up_to_message_id=up_to_message_id
        )
        return cls(conversation=marked.conversation, read_count=marked.read_count)


class SendMatrixMessage(Mutation):
    """Send a message to a Matrix room."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        room_id = ID(max_length=255, required=True)
        body = Text(max_length=MAX_BODY, required=True)

    matrix_message = graphene.Field(MatrixMessageType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, room_id: str, body: str) -> Self:
        sent = services.send_matrix_message(actor=actor, room_id=room_id, body=body)
        return cls(matrix_message=sent)
