"""Conversations and messages in the graph."""

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


class ParticipantRel(StructuredRel):
    at = DateTimeProperty()


class ReadRel(StructuredRel):
    at = DateTimeProperty()


class Conversation(ContentNode):
    """Members who write to each other."""

    author_id = IntegerProperty(required=True, index=True)
    title = StringProperty(default="")

    participants = RelationshipFrom(
        "account.models.UserNode", "PARTICIPATES_IN", model=ParticipantRel
    )

    class Meta:
        app_label = "msg"

    def __str__(self) -> str:
        return self.title or self.uid


class ConversationMessages(ContentNode):
    """One message; `recipient_ids` are the other members as they were when it was sent."""

    sender_id = IntegerProperty(required=True, index=True)
    conversation_uid = StringProperty(required=True, index=True)
    recipient_ids = ArrayProperty(IntegerProperty(), default=list)
    body = StringProperty(default="")
    attachments = JSONProperty(default=list)

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
