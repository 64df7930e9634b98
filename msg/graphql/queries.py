"""Reading one's own conversations."""

from typing import Any

import graphene

from account.models import User
from msg import selectors
from msg.graphql.types import ConversationConnection, MessageConnection
from msg.models import Conversation, ConversationMessages
from ooumph.graph.nodes import to_instant
from ooumph.graphql.inputs import ID
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field


def resolve_conversations(actor: User, info: Any, *, page: Page) -> Slice:
    rows = selectors.conversations(viewer=actor, after=page.after, limit=page.first + 1)
    return Slice.from_rows(rows, page, _last_active)


def resolve_messages(actor: User, info: Any, *, page: Page, conversation_id: str) -> Slice:
    rows = selectors.messages(
        viewer=actor, conversation_id=conversation_id, after=page.after, limit=page.first + 1
    )
    return Slice.from_rows(rows, page, _newest)


def _last_active(conversation: Conversation) -> tuple[float, str]:
    return to_instant(conversation.active_at), conversation.uid


def _newest(message: ConversationMessages) -> tuple[float, str]:
    return to_instant(message.created_at), message.uid


class MsgQueries(graphene.ObjectType):
    conversations = connection_field(
        ConversationConnection,
        permission=SIGNED_IN,
        resolve=resolve_conversations,
        description="Your own, the last active first.",
    )
    messages = connection_field(
        MessageConnection,
        permission=SIGNED_IN,
        conversation_id=ID(required=True),
        resolve=resolve_messages,
        description="Of a conversation of yours, newest first.",
    )
