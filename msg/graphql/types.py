"""Conversations and messages, as the API shows them to their members."""

from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from msg.models import Conversation, ConversationMessages, MatrixMessage
from msg.selectors import last_messages, unread_counts
from ooumph.graphql.loading import load, prefetch
from ooumph.graphql.media import MediaType
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime

CLOSED = "Null for an account that is closed."


def load_users(info: Any, user_ids: Iterable[int]) -> list[User]:
    """The members of `user_ids` whose account is open."""
    found = [load_user(info, user_id) for user_id in user_ids]
    return [user for user in found if user is not None]


class MessageType(graphene.ObjectType):
    """A message of a conversation."""

    class Meta:
        name = "Message"

    id = graphene.ID(required=True)
    conversation_id = graphene.ID(required=True)
    body = graphene.String(required=True)
    attachments = graphene.List(graphene.NonNull(MediaType), required=True)
    sender = graphene.Field(UserType, description=CLOSED)
    created_at = DateTime(required=True)
    read_by = graphene.List(
        graphene.NonNull(UserType), required=True, description="Who has read it, the first first."
    )
    is_read = graphene.Boolean(required=True, description="By you; what you sent: by anyone.")

    @classmethod
    def announce(cls, info: Any, messages: Iterable[ConversationMessages]) -> None:
        prefetch(info, users_by_id, [id_ for m in messages for id_ in (m.sender_id, *m.reader_ids)])

    @staticmethod
    def resolve_id(message: ConversationMessages, _info: Any) -> str:
        return str(message.uid)

    @staticmethod
    def resolve_conversation_id(message: ConversationMessages, _info: Any) -> str:
        return str(message.conversation_uid)

    @staticmethod
    def resolve_sender(message: ConversationMessages, info: Any) -> User | None:
        return load_user(info, message.sender_id)

    @staticmethod
    def resolve_read_by(message: ConversationMessages, info: Any) -> list[User]:
        return load_users(info, message.reader_ids)

    @staticmethod
    def resolve_is_read(message: ConversationMessages, info: Any) -> bool:
        viewer_id = info.context.user.pk
        if message.sender_id == viewer_id:
            return bool(message.reader_ids)
        return viewer_id in message.reader_ids


class ConversationType(graphene.ObjectType):
    """Members who write to each other."""

    class Meta:
        name = "Conversation"

    id = graphene.ID(required=True)
    title = graphene.String(required=True)
    members = graphene.List(graphene.NonNull(UserType), required=True, description="You as well.")
    created_at = DateTime(required=True)
    active_at = DateTime(required=True, description="When you last sent or were sent something.")
    last_message = graphene.Field(MessageType)
    unread_count = graphene.Int(required=True, description="Messages of others.")

    @classmethod
    def announce(cls, info: Any, conversations: Iterable[Conversation]) -> None:
        # The members also hold who sent and who read the last messages.
        found = list(conversations)
        uids = [conversation.uid for conversation in found]
        prefetch(info, users_by_id, [member for c in found for member in c.member_ids])
        prefetch(info, last_messages, uids, info.context.user.pk)
        prefetch(info, unread_counts, uids, info.context.user.pk)

    @staticmethod
    def resolve_id(conversation: Conversation, _info: Any) -> str:
        return str(conversation.uid)

    @staticmethod
    def resolve_members(conversation: Conversation, info: Any) -> list[User]:
        prefetch(info, users_by_id, conversation.member_ids)
        return load_users(info, conversation.member_ids)

    @staticmethod
    def resolve_last_message(conversation: Conversation, info: Any) -> Any:
        return load(info, last_messages, conversation.uid, info.context.user.pk)

    @staticmethod
    def resolve_unread_count(conversation: Conversation, info: Any) -> int:
        return load(info, unread_counts, conversation.uid, info.context.user.pk) or 0


class MatrixMessageType(graphene.ObjectType):
    """A message to a Matrix room."""

    class Meta:
        name = "MatrixMessage"

    id = graphene.ID(required=True)
    room_id = graphene.ID(required=True)
    body = graphene.String(required=True)
    sender = graphene.Field(UserType, description=CLOSED)
    created_at = DateTime(required=True)

    @staticmethod
    def resolve_id(message: MatrixMessage, _info: Any) -> str:
        return str(message.uid)

    @staticmethod
    def resolve_sender(message: MatrixMessage, info: Any) -> User | None:
        return load_user(info, message.sender_id)


ConversationConnection = connection_of(ConversationType)
MessageConnection = connection_of(MessageType)
