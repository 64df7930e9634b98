"""Marking messages as read: which are new is decided by the graph, in one query."""

from datetime import datetime
from typing import NamedTuple

from account.models import User
from msg.models import Conversation
from msg.selectors import conversation_for
from msg.visibility import shown
from ooumph import clock, graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import to_instant
from ooumph.ids import derived_id
from user_activity.collecting import act
from user_activity.services import ActivityService
from user_activity.vocabulary import ContextType, SocialInteractionType


class Marked(NamedTuple):
    """A conversation, and how many of its messages were newly read."""

    conversation: Conversation
    read_count: int


@act
@graph.write
def mark_messages_read(*, actor: User, conversation_id: str, up_to_message_id: str) -> Marked:
    """Mark what others sent the actor as read, up to and with a message, in the order of
    `messages`; what is read stays as it is. Raises NotFound."""
    conversation = conversation_for(viewer=actor, conversation_id=conversation_id)
    _check_seen(actor, conversation_id, up_to_message_id)
    at = clock.now()
    read = _read(actor, conversation_id, up_to_message_id, at)
    for message_id, sender_id in read:
        report_reading(
            message_id,
            conversation_uid=conversation_id,
            reader_id=actor.pk,
            sender_id=sender_id,
            at=at,
        )
    return Marked(conversation, len(read))


def report_reading(
    message_uid: str, *, conversation_uid: str, reader_id: int, sender_id: int, at: datetime
) -> None:
    """The row of a message newly read."""
    ActivityService.track_social_interaction(
        interaction_type=SocialInteractionType.MESSAGE_READ,
        user_id=reader_id,
        target_user_id=sender_id,
        context_type=ContextType.CONVERSATION,
        context_id=conversation_uid,
        metadata={"message": message_uid},
        event_id=derived_id(message_uid, reader_id, "message_read", at.isoformat()),
        occurred_at=at,
    )


def _check_seen(actor: User, conversation_id: str, message_id: str) -> None:
    row = graph.single(
        "MATCH (m:ConversationMessages {uid: $message, conversation_uid: $conversation}) "
        f"WHERE {shown('$viewer', 'm')} RETURN m.uid",
        message=message_id,
        conversation=conversation_id,
        viewer=actor.pk,
    )
    if row is None:
        raise NotFound(field="upToMessageId")


def _read(
    actor: User, conversation_id: str, message_id: str, at: datetime
) -> list[tuple[str, int]]:
    """The (id, sender) of each message that was not read before, the oldest first."""
    # The lock lets the same reader's calls follow each other; the second finds all read.
    rows = graph.query(
        "MATCH (me:UserNode {user_id: $viewer})-[p:PARTICIPATES_IN]->"
        "(:Conversation {uid: $conversation}) SET p._locked = true REMOVE p._locked "
        "WITH DISTINCT me MATCH (last:ConversationMessages {uid: $message}) "
        "MATCH (m:ConversationMessages {conversation_uid: $conversation}) "
        "WHERE (m.created_at < last.created_at "
        "OR (m.created_at = last.created_at AND m.uid <= last.uid)) "
        f"AND m.sender_id <> $viewer AND {shown('$viewer', 'm')} "
        "AND NOT EXISTS { (me)-[:READ]->(m) } "
        "MERGE (me)-[r:READ]->(m) ON CREATE SET r.at = $at, r._new = true "
        "WITH m, r WHERE r._new REMOVE r._new "
        "RETURN m.uid, m.sender_id ORDER BY m.created_at, m.uid",
        viewer=actor.pk,
        conversation=conversation_id,
        message=message_id,
        at=to_instant(at),
    )
    return [(row[0], row[1]) for row in rows]
