"""What members do with communities. Every change holds the community's node, so that two at the
same instant see each other.

Whoever founds a community is its first admin. Admins edit it; its last one cannot leave. Anyone
joins a public one, and any of its members invites; a private one is joined by invitation, and
only its admins invite.
"""

from datetime import datetime
from typing import TypeGuard

from account.models import User, member_ref
from account.selectors import reachable
from community.models import Community, CommunityPrivacy, MembershipStatus, Role
from community.selectors import Membership, standing_in
from connection.pairs import lock_pair
from ooumph import clock, graph
from ooumph.errors import Conflict, Forbidden, NotFound
from ooumph.graph import Ref
from ooumph.graph.nodes import to_instant
from ooumph.ids import derived_id
from user_activity.collecting import act
from user_activity.services import ActivityService
from user_activity.vocabulary import ContextType, SocialInteractionType


@act
@graph.write
def create_community(
    *,
    actor: User,
    name: str,
    description: str = "",
    privacy: str = CommunityPrivacy.PUBLIC.value,
) -> Community:
    """Found a community; the actor is its admin."""
    community = Community(
        author_id=actor.pk, name=_one_line(name), description=description.strip(), privacy=privacy
    )
    community.save()
    _enter(community, actor.pk, Role.ADMIN)
    return community


@act
@graph.write
def update_community(
    *,
    actor: User,
    community_id: str,
    name: str | None = None,
    description: str | None = None,
    privacy: str | None = None,
) -> Community:
    """Change what is given; raises NotFound, Forbidden for who is no admin."""
    community, standing = _held(actor, community_id)
    if not _is_admin(standing):
        raise Forbidden("Only an admin may change a community.", field="communityId")
    given = {
        "name": None if name is None else _one_line(name),
        "description": None if description is None else description.strip(),
        "privacy": privacy,
    }
    changed = {
        field: value
        for field, value in given.items()
        if value is not None and value != getattr(community, field)
    }
    for field, value in changed.items():
        setattr(community, field, value)
    if changed:
        community.save()
    return community


@act
@graph.write
def join_community(*, actor: User, community_id: str) -> Membership:
    """Become a member, which uses up an invitation; who is one stays as they are. NotFound."""
    community, standing = _held(actor, community_id)
    if _belongs(standing):
        return standing
    return _enter(community, actor.pk, Role.MEMBER)


@act
@graph.write
def leave_community(*, actor: User, community_id: str) -> Membership:
    """Be a member no longer; who is none stays as they are.

    Raises NotFound, Conflict for the last admin.
    """
    community, standing = _held(actor, community_id)
    left = Membership(community=community, user_id=actor.pk, status=MembershipStatus.LEFT.value)
    if not _belongs(standing):
        return left
    if _is_admin(standing) and _admin_count(community) == 1:
        raise Conflict("Its last admin cannot leave a community.", field="communityId")
    graph.unrelate(member_ref(actor.pk), "MEMBER_OF", _ref(community))
    _track(SocialInteractionType.GROUP_LEAVE, community.uid, actor.pk, at=clock.now())
    return left


@act
@graph.write
def invite_to_community(*, actor: User, community_id: str, user_id: str) -> Membership:
    """Let a member join; inviting who is invited changes nothing.

    Raises NotFound (for a member whom a block keeps apart as well), Forbidden for who is no
    member (of a private community: no admin), Conflict for who belongs to it already.
    """
    community, standing = _held(actor, community_id)
    if not _may_invite(community, standing):
        raise Forbidden("You may not invite to this community.", field="communityId")
    invited = _reachable(actor, user_id)
    known = standing_in(community, invited.pk)
    if _belongs(known):
        raise Conflict("They belong to this community already.", field="userId")
    at = clock.now()
    made = graph.relate_once(
        member_ref(invited.pk),
        "INVITED_TO",
        _ref(community),
        {"at": to_instant(at), "invited_by": actor.pk},
    )
    if made:
        report_invitation(community.uid, inviter_id=actor.pk, invited_id=invited.pk, at=at)
    return Membership(
        community=community, user_id=invited.pk, status=MembershipStatus.INVITED.value
    )


def _reachable(actor: User, user_id: str) -> User:
    try:
        other = reachable(viewer=actor, user_id=user_id, check_blocks=False)
    except NotFound as error:
        raise NotFound(field="userId") from error
    if any(lock_pair(actor.pk, other.pk)):
        raise NotFound(field="userId")
    return other


def _held(actor: User, community_id: str) -> tuple[Community, Membership | None]:
    """The locked community and how the actor stands to it; NotFound where they may not see it."""
    try:
        community = graph.lock(Community, community_id)
    except NotFound as error:
        raise NotFound(field="communityId") from error
    standing = standing_in(community, actor.pk)
    if standing is None and community.privacy != CommunityPrivacy.PUBLIC:
        raise NotFound(field="communityId")
    return community, standing


def _enter(community: Community, user_id: int, role: Role) -> Membership:
    at = clock.now()
    properties = {"at": to_instant(at), "role": role.value}
    graph.relate_once(member_ref(user_id), "MEMBER_OF", _ref(community), properties)
    graph.unrelate(member_ref(user_id), "INVITED_TO", _ref(community))
    report_joining(community.uid, user_id=user_id, at=at)
    return Membership(
        community=community,
        user_id=user_id,
        status=MembershipStatus.MEMBER.value,
        role=role.value,
        joined_at=at,
    )


def report_joining(community_uid: str, *, user_id: int, at: datetime) -> None:
    """The row of becoming a member."""
    _track(SocialInteractionType.GROUP_JOIN, community_uid, user_id, at=at)


def report_invitation(
    community_uid: str, *, inviter_id: int, invited_id: int, at: datetime
) -> None:
    """The row of letting a member join."""
    _track(SocialInteractionType.GROUP_INVITE, community_uid, inviter_id, at=at, target=invited_id)


def _track(
    word: SocialInteractionType,
    community_uid: str,
    actor_id: int,
    *,
    at: datetime,
    target: int | None = None,
) -> None:
    concerned = actor_id if target is None else target
    ActivityService.track_social_interaction(
        interaction_type=word,
        user_id=actor_id,
        target_user_id=target,
        context_type=ContextType.COMMUNITY,
        context_id=community_uid,
        event_id=derived_id(community_uid, concerned, word, at.isoformat()),
        occurred_at=at,
    )


def _belongs(standing: Membership | None) -> TypeGuard[Membership]:
    return standing is not None and standing.status == MembershipStatus.MEMBER


def _is_admin(standing: Membership | None) -> bool:
    return standing is not None and standing.role == Role.ADMIN


def _may_invite(community: Community, standing: Membership | None) -> bool:
    if community.privacy == CommunityPrivacy.PUBLIC:
        return _belongs(standing)
    return _is_admin(standing)


def _admin_count(community: Community) -> int:
    row = graph.single(
        "MATCH (:Community {uid: $uid})<-[r:MEMBER_OF]-() WHERE r.role = $admin RETURN count(r)",
        uid=community.uid,
        admin=Role.ADMIN.value,
    )
    return int(row[0]) if row else 0


def _ref(community: Community) -> Ref:
    return Ref("Community", "uid", community.uid)


def _one_line(text: str) -> str:
    return " ".join(text.split())
