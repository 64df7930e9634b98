"""Keeping another member away (a block) or out of one's lists (a mute).

Who is blocked is not told: to them the other is as missing, here as everywhere, so that they
cannot block or mute back. Whoever holds a block may always take it back.
"""

from datetime import datetime

from account.models import User, member_ref
from connection.models import OPEN, Connection, ConnectionStatus, pair_of
from connection.pairs import Blocks, lock_pair
from connection.services import other_member
from ooumph import clock, graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import to_instant
from ooumph.ids import derived_id
from user_activity.collecting import act
from user_activity.services import ActivityService
from user_activity.vocabulary import SocialInteractionType


@act
@graph.write
def block_user(*, actor: User, user_id: str) -> User:
    """Block a member; blocking again changes nothing. Raises NotFound, Invalid for oneself.

    An accepted connection between the two is removed and a pending request cancelled, as part
    of this act: the node says so (`by_block`), and for that its change leaves no row of its
    own, the block's alone.
    """
    other, blocks = _held(actor, user_id)
    if blocks.by_other and not blocks.by_one:
        raise NotFound(field="userId")
    at = clock.now()
    if _relate(actor, "BLOCKS", other, at):
        _end_connection(actor, other)
        report_apart(SocialInteractionType.BLOCK, actor.pk, other.pk, at)
    return other


@act
@graph.write
def unblock_user(*, actor: User, user_id: str) -> User:
    """Take a block back; what it ended stays ended. Raises NotFound, Invalid for oneself."""
    other, blocks = _held(actor, user_id)
    if blocks.by_other and not blocks.by_one:
        raise NotFound(field="userId")
    if _unrelate(actor, "BLOCKS", other):
        report_apart(SocialInteractionType.UNBLOCK, actor.pk, other.pk, clock.now())
    return other


@act
@graph.write
def mute_user(*, actor: User, user_id: str) -> User:
    """Leave a member out of one's lists and suggestions; raises NotFound, Invalid for oneself."""
    other, blocks = _held(actor, user_id)
    if any(blocks):
        raise NotFound(field="userId")
    at = clock.now()
    if _relate(actor, "MUTES", other, at):
        report_apart(SocialInteractionType.MUTE, actor.pk, other.pk, at)
    return other


@act
@graph.write
def unmute_user(*, actor: User, user_id: str) -> User:
    """Take a mute back; raises NotFound, Invalid for oneself."""
    other, blocks = _held(actor, user_id)
    if any(blocks):
        raise NotFound(field="userId")
    if _unrelate(actor, "MUTES", other):
        report_apart(SocialInteractionType.UNMUTE, actor.pk, other.pk, clock.now())
    return other


def _held(actor: User, user_id: str) -> tuple[User, Blocks]:
    other = other_member(actor=actor, user_id=user_id)
    return other, lock_pair(actor.pk, other.pk)


def _relate(actor: User, kind: str, other: User, at: datetime) -> bool:
    return graph.relate_once(
        member_ref(actor.pk), kind, member_ref(other.pk), {"at": to_instant(at)}
    )


def _unrelate(actor: User, kind: str, other: User) -> bool:
    return graph.unrelate(member_ref(actor.pk), kind, member_ref(other.pk)) is not None


def _end_connection(actor: User, other: User) -> None:
    row = graph.single(
        "MATCH (c:Connection {pair: $pair}) RETURN c.uid", pair=pair_of(actor.pk, other.pk)
    )
    if row is None:
        return
    connection = graph.lock(Connection, row[0])
    if connection.status not in OPEN:
        return
    accepted = connection.status == ConnectionStatus.ACCEPTED
    connection.status = (ConnectionStatus.REMOVED if accepted else ConnectionStatus.CANCELLED).value
    connection.status_by = actor.pk
    connection.by_block = True
    connection.save()


def report_apart(word: SocialInteractionType, actor_id: int, other_id: int, at: datetime) -> None:
    """The row of a block or mute, or of taking one back."""
    ActivityService.track_social_interaction(
        interaction_type=word,
        user_id=actor_id,
        target_user_id=other_id,
        event_id=derived_id(actor_id, other_id, word, at.isoformat()),
        occurred_at=at,
    )
