"""What members do in conversations and Matrix rooms.

Nobody reaches whom a block keeps apart: a conversation of the two is as missing, and in others
their messages pass each other by.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from account.models import User
from account.selectors import blocked_among, users_by_id
from connection.models import pair_of
from connection.pairs import lock_pair
from msg.models import Conversation, ConversationMessages, MatrixMessage
from msg.selectors import conversation_for
from msg.transport import matrix_transport
from msg.visibility import seen_member
from ooumph import clock, graph
from ooumph.errors import Invalid, NotFound
from ooumph.graph.nodes import to_instant
from ooumph.graphql.media import kept_media
from user_activity.collecting import act

MAX_MEMBERS = 50
_USER_ID = re.compile(r"[0-9]{1,18}")
_ROOM = re.compile(r"[!#][^\s:]+:[A-Za-z0-9.:\[\]-]+")


@act
@graph.write
def start_conversation(*, actor: User, member_ids: Iterable[str], title: str = "") -> Conversation:
    """A conversation of the actor and others; without a title, two members have a single one,
    which they get back. Raises Invalid with nobody else, NotFound for who cannot be reached."""
    others = _reachable(actor, member_ids)
    title = title.strip()
    if len(others) > 1 or title:
        return _founded(actor, others, title)
    if any(lock_pair(actor.pk, others[0])):
        raise NotFound(field="memberIds")
    pair = pair_of(actor.pk, others[0])
    row = graph.single("MATCH (c:Conversation {pair: $pair}) RETURN c.uid", pair=pair)
    if row is None:
        return _founded(actor, others, title, pair)
    return conversation_for(viewer=actor, conversation_id=row[0])


@act
@graph.write
def send_message(
    *,
    actor: User,
    conversation_id: str,
    body: str = "",
    attachments: Sequence[dict[str, Any]] = (),
) -> ConversationMessages:
    """Write to the others of a conversation; raises NotFound, Invalid for an empty message."""
    if not body.strip() and not attachments:
        raise Invalid("A message needs a body or an attachment.", field="body")
    recipient_ids = _recipients(actor, conversation_id)
    message = ConversationMessages(
        sender_id=actor.pk,
        conversation_uid=conversation_id,
        recipient_ids=recipient_ids,
        body=body.strip(),
        attachments=kept_media(list(attachments)),
    )
    message.save()
    graph.query(
        "MATCH (m:ConversationMessages {uid: $message}) MATCH (c:Conversation {uid: $uid}) "
        "MERGE (m)-[:IN]->(c) "
        "WITH c MATCH (u:UserNode)-[p:PARTICIPATES_IN]->(c) "
        "WHERE u.user_id IN $members AND coalesce(p.active_at, 0) < $at SET p.active_at = $at",
        message=message.uid,
        uid=conversation_id,
        members=[actor.pk, *recipient_ids],
        at=to_instant(message.created_at),
    )
    return message


@act
@graph.write
def send_matrix_message(*, actor: User, room_id: str, body: str) -> MatrixMessage:
    """Send to a Matrix room, by its id (`!opaque:server`) or alias (`#alias:server`)."""
    if not _ROOM.fullmatch(room_id):
        raise Invalid("This must be a room like !opaque:server or #alias:server.", field="roomId")
    if not body.strip():
        raise Invalid("A message needs a body.", field="body")
    transport = matrix_transport()
    members = [member for member in transport.members(room_id) if member != actor.pk]
    apart = blocked_among(actor.pk, members)
    return transport.send(
        sender_id=actor.pk,
        room_id=room_id,
        recipient_ids=[member for member in members if member not in apart],
        body=body.strip(),
    )


def _reachable(actor: User, member_ids: Iterable[str]) -> list[int]:
    """The others, each once; NotFound when any is missing or kept apart by a block."""
    given = list(member_ids)
    if not all(_USER_ID.fullmatch(each) for each in given):
        raise NotFound(field="memberIds")
    others = sorted({int(each) for each in given} - {actor.pk})
    if not others:
        raise Invalid("A conversation needs another member.", field="memberIds")
    if len(others) > MAX_MEMBERS:
        raise Invalid(f"At most {MAX_MEMBERS} others.", field="memberIds")
    if len(users_by_id(others)) < len(others) or blocked_among(actor.pk, others):
        raise NotFound(field="memberIds")
    return others


def _founded(actor: User, others: list[int], title: str, pair: str | None = None) -> Conversation:
    conversation = Conversation(author_id=actor.pk, title=title, pair=pair)
    conversation.save()
    graph.query(
        "MATCH (c:Conversation {uid: $uid}) UNWIND $members AS id "
        "MERGE (u:UserNode {user_id: id}) MERGE (u)-[p:PARTICIPATES_IN]->(c) "
        "ON CREATE SET p.at = $at, p.active_at = $at",
        uid=conversation.uid,
        members=sorted([actor.pk, *others]),
        at=to_instant(clock.now()),
    )
    return conversation_for(viewer=actor, conversation_id=conversation.uid)


def _recipients(actor: User, conversation_id: str) -> list[int]:
    """The others of the actor's conversation whom no block keeps apart; NotFound for none."""
    rows = graph.query(
        "MATCH (:UserNode {user_id: $viewer})-[:PARTICIPATES_IN]->(c:Conversation {uid: $uid}) "
        f"{seen_member('$viewer', 'c')} RETURN DISTINCT member.user_id AS id ORDER BY id",
        viewer=actor.pk,
        uid=conversation_id,
    )
    if not rows:
        raise NotFound(field="conversationId")
    return [row[0] for row in rows]
