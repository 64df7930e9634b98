"""Reading one's own conversations and their messages.

A conversation that holds nobody else but members kept apart by a block is as missing. In others
those members are not shown, nor what they wrote.
"""

from collections.abc import Iterable
from typing import Any

from account.models import User
from account.visibility import not_blocked
from msg.models import Conversation, ConversationMessages
from msg.visibility import reaches_somebody, seen_member, shown
from ooumph import graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import from_instant

_ACTIVE_AT = "coalesce(p.active_at, c.created_at)"
_MEMBERS = (
    f"COLLECT {{ {seen_member('$viewer', 'c', others_only=False)} "
    "RETURN DISTINCT member.user_id AS id ORDER BY id }"
)
_READERS = (
    "COLLECT { MATCH (reader:UserNode)-[r:READ]->(m) "
    f"WHERE reader.user_id = $viewer OR {not_blocked('$viewer', 'reader.user_id')} "
    "RETURN reader.user_id ORDER BY r.at, reader.user_id }"
)


def conversation_for(*, viewer: User, conversation_id: str) -> Conversation:
    """A conversation of the viewer's; NotFound, the same for others' as for a missing one."""
    row = graph.single(
        "MATCH (:UserNode {user_id: $viewer})-[p:PARTICIPATES_IN]->(c:Conversation {uid: $uid}) "
        f"WHERE {reaches_somebody('$viewer', 'c')} RETURN c, {_ACTIVE_AT}, {_MEMBERS}",
        viewer=viewer.pk,
        uid=conversation_id,
    )
    if row is None:
        raise NotFound(field="conversationId")
    return _conversation(*row)


def conversations(
    *, viewer: User, after: tuple[float, str] | None, limit: int
) -> list[Conversation]:
    """The viewer's, the last active first; `after` is (instant of activity, uid)."""
    after_at, after_uid = after or (None, None)
    rows = graph.query(
        "MATCH (:UserNode {user_id: $viewer})-[p:PARTICIPATES_IN]->(c:Conversation) "
        f"WITH c, {_ACTIVE_AT} AS active_at "
        "WHERE ($after_at IS NULL OR active_at < $after_at "
        "OR (active_at = $after_at AND c.uid < $after_uid)) "
        f"AND {reaches_somebody('$viewer', 'c')} "
        "WITH c, active_at ORDER BY active_at DESC, c.uid DESC LIMIT $limit "
        f"RETURN c, active_at, {_MEMBERS} ORDER BY active_at DESC, c.uid DESC",
        viewer=viewer.pk,
        after_at=after_at,
        after_uid=after_uid,
        limit=limit,
    )
    return [_conversation(*row) for row in rows]


def messages(
    *, viewer: User, conversation_id: str, after: tuple[float, str] | None, limit: int
) -> list[ConversationMessages]:
    """What the viewer sees of a conversation of theirs, newest first; raises NotFound."""
    conversation_for(viewer=viewer, conversation_id=conversation_id)
    after_at, after_uid = after or (None, None)
    rows = graph.query(
        "MATCH (m:ConversationMessages {conversation_uid: $uid}) "
        "WHERE ($after_at IS NULL OR m.created_at < $after_at "
        "OR (m.created_at = $after_at AND m.uid < $after_uid)) "
        f"AND {shown('$viewer', 'm')} "
        "WITH m ORDER BY m.created_at DESC, m.uid DESC LIMIT $limit "
        f"RETURN m, {_READERS} ORDER BY m.created_at DESC, m.uid DESC",
        viewer=viewer.pk,
        uid=conversation_id,
        after_at=after_at,
        after_uid=after_uid,
        limit=limit,
    )
    return [_message(*row) for row in rows]


def last_messages(uids: Iterable[str], viewer_id: int) -> dict[str, ConversationMessages]:
    """The newest message that the viewer sees of each conversation: a loader for lists."""
    rows = graph.query(
        "UNWIND $uids AS uid CALL { WITH uid "
        "MATCH (m:ConversationMessages {conversation_uid: uid}) "
        f"WHERE {shown('$viewer', 'm')} "
        "RETURN m ORDER BY m.created_at DESC, m.uid DESC LIMIT 1 } "
        f"RETURN uid, m, {_READERS}",
        uids=list(uids),
        viewer=viewer_id,
    )
    return {uid: _message(node, readers) for uid, node, readers in rows}


def unread_counts(uids: Iterable[str], viewer_id: int) -> dict[str, int]:
    """How many messages of others the viewer sees and has not read: a loader for lists."""
    rows = graph.query(
        "UNWIND $uids AS uid MATCH (me:UserNode {user_id: $viewer}) "
        "MATCH (m:ConversationMessages {conversation_uid: uid}) "
        f"WHERE m.sender_id <> $viewer AND {shown('$viewer', 'm')} "
        "AND NOT EXISTS { (me)-[:READ]->(m) } RETURN uid, count(m)",
        uids=list(uids),
        viewer=viewer_id,
    )
    return dict(rows)


def _conversation(node: Any, active_at: float, member_ids: list[int]) -> Conversation:
    conversation = Conversation.inflate(node)
    conversation.member_ids = member_ids
    conversation.active_at = from_instant(active_at)
    return conversation


def _message(node: Any, reader_ids: list[int]) -> ConversationMessages:
    message = ConversationMessages.inflate(node)
    message.reader_ids = reader_ids
    return message
