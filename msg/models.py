"""Conversations and messages in the graph."""

from collections.abc import Sequence
from datetime import datetime

from neomodel import (
    ArrayProperty,
    DateTimeProperty,
    IntegerProperty,
    JSONProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
    StructuredRel,
)

from ooumph.graph.nodes import ContentNode
from ooumph.ids import derived_id

MAX_CONTEXT_ID = 64


class ParticipantRel(StructuredRel):
    """Since when a member takes part, and when they last sent or were sent something."""

    at = DateTimeProperty()
    active_at = DateTimeProperty()


class ReadRel(StructuredRel):
    at = DateTimeProperty(index=True)


class Conversation(ContentNode):
    """Members who write to each other.

    `pair` is unique: `lower:higher` of the two ids for an untitled conversation of two, so that
    two members never have two of those; the node's own uid for any other.
    """

    author_id = IntegerProperty(required=True, index=True)
    title = StringProperty(default="")
    pair = StringProperty(unique_index=True)

    # As one reader sees it, filled by the selectors: its members, and its last activity.
    member_ids: Sequence[int] = ()
    active_at: datetime

    participants = RelationshipFrom(
        "account.models.UserNode", "PARTICIPATES_IN", model=ParticipantRel
    )

    class Meta:
        app_label = "msg"

    def __str__(self) -> str:
        return self.title or self.uid

    def pre_save(self) -> None:
        self.pair = self.pair or str(self.uid)
        super().pre_save()


class ConversationMessages(ContentNode):
    """One message.

    `recipient_ids` are the other members when it was sent, but those whom a block kept apart from
    the sender; where they are not known, all the others.
    """

    sender_id = IntegerProperty(required=True, index=True)
    conversation_uid = StringProperty(required=True, index=True)
    recipient_ids = ArrayProperty(IntegerProperty(), default=list)
    body = StringProperty(default="")
    attachments = JSONProperty(default=list)

    reader_ids: Sequence[int] = ()  # Those whom one reader sees; the selectors fill it.

    conversation = RelationshipTo("Conversation", "IN")
    readers = RelationshipFrom("account.models.UserNode", "READ", model=ReadRel)

    class Meta:
        app_label = "msg"
        verbose_name = "message"

    def __str__(self) -> str:
        return f"message {self.uid}"


class MatrixMessage(ContentNode):
    """A message to a Matrix room; `recipient_ids` are the members known to be in it."""

    sender_id = IntegerProperty(required=True, index=True)
    room_id = StringProperty(required=True, index=True)
    recipient_ids = ArrayProperty(IntegerProperty(), default=list)
    body = StringProperty(default="")

    class Meta:
        app_label = "msg"

    def __str__(self) -> str:
        return f"message {self.uid} to {self.room_id}"

    @property
    def room_key(self) -> str:
        """The room in events, whose context ids are short: its id, or else one derived of it."""
        if len(self.room_id) <= MAX_CONTEXT_ID:
            return str(self.room_id)
        return str(derived_id("matrix room", self.room_id))
