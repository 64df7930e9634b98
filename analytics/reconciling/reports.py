"""What each kind of thing in the graph reports, in the words of the services that made it."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from community.models import Community
from community.services import report_invitation, report_joining
from connection.blocking import report_apart
from connection.models import Connection, ConnectionStatus
from msg.models import ConversationMessages, MatrixMessage
from msg.reading import report_reading
from ooumph.graph.nodes import from_instant
from ooumph.ids import derived_id
from post.models import LIKE, Comment, Post
from post.services.attention import report_complaint, report_hiding
from post.services.keeping import report_share
from post.services.reactions import report_reaction as report_post_reaction
from post.services.tracking import report, report_mentions
from story.models import Story
from story.services import report_first_view
from story.services import report_reaction as report_story_reaction
from user_activity import lifecycle
from user_activity.registry import TRACKED, Tracked
from user_activity.vocabulary import ContextType, InteractionType
from user_activity.vocabulary import SocialInteractionType as Social

Node = Any  # As the driver hands it out.
Carried = dict[str, Any]  # What a relationship carries.
StandIns = Collection[UUID]  # Ids under which the same may be recorded, in the same table.


@cache
def _row_of(node_class: type) -> Tracked:
    path = f"{node_class.__module__}.{node_class.__qualname__}"
    return next(row for row in TRACKED if row.model == path)


def _created(node_class: Any, node: Node) -> Any:
    content = node_class.inflate(node)
    lifecycle.report_created(_row_of(node_class), content)
    return content


def _mentions(context: ContextType, content: Any, at: datetime) -> None:
    report_mentions(
        context, content.uid, author_id=content.author_id, members=content.mentioned_ids, at=at
    )


def post(node: Node) -> None:
    """Of an edited one it is the edit that tells whom it mentions: by then it may be more."""
    made = _created(Post, node)
    if made.updated_at == made.created_at:
        _mentions(ContextType.POST, made, made.created_at)


def post_edit(node: Node) -> None:
    edited = Post.inflate(node)
    lifecycle.report_updated(_row_of(Post), edited, edited.updated_at)
    _mentions(ContextType.POST, edited, edited.updated_at)


def comment(node: Node) -> None:
    made = _created(Comment, node)
    _mentions(ContextType.COMMENT, made, made.created_at)


def story(node: Node) -> None:
    made = _created(Story, node)
    _mentions(ContextType.STORY, made, made.created_at)


def community(node: Node, founder_joined: float | None) -> None:
    """With its founder's joining, while they belong to it."""
    made = _created(Community, node)
    if founder_joined is not None:
        report_joining(made.uid, user_id=made.author_id, at=from_instant(founder_joined))


def community_edit(node: Node) -> None:
    edited = Community.inflate(node)
    lifecycle.report_updated(_row_of(Community), edited, edited.updated_at)


def message(node: Node) -> StandIns:
    """Where the node does not know to whom, one row without a target may be what is recorded."""
    sent = _created(ConversationMessages, node)
    return () if sent.recipient_ids else (derived_id(sent.uid, "sent to", None),)


def matrix_message(node: Node) -> None:
    _created(MatrixMessage, node)


def connection_request(node: Node) -> None:
    """The time of asking is the status' own for as long as that is all that happened."""
    made = Connection.inflate(node)
    pending = ConnectionStatus.PENDING.value
    at = made.status_at if made.status == pending else made.created_at
    lifecycle.report_connection(made, created=True, status=pending, status_at=at)


def connection_status(node: Node) -> None:
    changed = Connection.inflate(node)
    lifecycle.report_connection(
        changed, created=False, status=changed.status, status_at=changed.status_at
    )


def connection_acceptance(node: Node) -> None:
    """Of one that has ended since."""
    ended = Connection.inflate(node)
    accepted = ConnectionStatus.ACCEPTED.value
    lifecycle.report_connection(ended, created=False, status=accepted, status_at=ended.accepted_at)


def like(member_id: int, node: Node, held: Carried) -> StandIns:
    """A relationship from before `previous` was kept may have been a change to a like."""
    liked, at = Post.inflate(node), from_instant(held["at"])
    reaction, previous = held.get("reaction", LIKE), held.get("previous")
    report_post_reaction(liked, user_id=member_id, reaction=reaction, previous=previous, at=at)
    return (derived_id(liked.uid, member_id, InteractionType.REACT, at.isoformat()),)


def save(member_id: int, node: Node, held: Carried) -> None:
    at = from_instant(held["at"])
    report(InteractionType.SAVE, Post.inflate(node), user_id=member_id, at=at)


def share(member_id: int, node: Node, held: Carried) -> None:
    report_share(
        Post.inflate(node),
        user_id=member_id,
        share_uid=held["uid"],
        target=held["target"],
        at=from_instant(held["at"]),
    )


def hiding(member_id: int, node: Node, held: Carried) -> None:
    hidden, at = Post.inflate(node), from_instant(held["at"])
    report_hiding(hidden, user_id=member_id, reason=held["reason"], at=at)


def complaint(member_id: int, node: Node, held: Carried) -> None:
    reported, at = Post.inflate(node), from_instant(held["at"])
    report_complaint(reported, user_id=member_id, reason=held["reason"], at=at)


def story_view(member_id: int, node: Node, held: Carried) -> None:
    report_first_view(Story.inflate(node), user_id=member_id, at=from_instant(held["at"]))


def story_reaction(member_id: int, node: Node, held: Carried) -> None:
    report_story_reaction(
        Story.inflate(node),
        user_id=member_id,
        reaction=held["reaction"],
        previous=held.get("previous"),
        at=from_instant(held["at"]),
    )


def block(member_id: int, other: Node, held: Carried) -> None:
    report_apart(Social.BLOCK, member_id, other["user_id"], from_instant(held["at"]))


def mute(member_id: int, other: Node, held: Carried) -> None:
    report_apart(Social.MUTE, member_id, other["user_id"], from_instant(held["at"]))


def membership(member_id: int, node: Node, held: Carried) -> None:
    report_joining(node["uid"], user_id=member_id, at=from_instant(held["at"]))


def invitation(member_id: int, node: Node, held: Carried) -> None:
    report_invitation(
        node["uid"],
        inviter_id=held["invited_by"],
        invited_id=member_id,
        at=from_instant(held["at"]),
    )


def reading(member_id: int, node: Node, held: Carried) -> None:
    report_reading(
        node["uid"],
        conversation_uid=node["conversation_uid"],
        reader_id=member_id,
        sender_id=node["sender_id"],
        at=from_instant(held["at"]),
    )
