"""Reading communities and their members, as far as the reader may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from account.models import User
from account.visibility import not_blocked
from community.models import Community, MembershipStatus
from community.visibility import visible
from ooumph import graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import from_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How a member stands to a community; only who belongs to it has a role and `joined_at`."""

    community: Community
    user_id: int
    status: str
    role: str | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What a list shows of a community beside its node, to one viewer."""

    member_count: int = 0
    viewer_role: str | None = None
    viewer_status: str | None = None


def community_for(*, viewer: User, community_id: str, field: str = "communityId") -> Community:
    """A community that `viewer` may see; NotFound names `field`, for a private as for none."""
    row = graph.single(
        "MATCH (c:Community {uid: $uid}) WHERE " + visible("$viewer", "c") + " RETURN c",
        uid=community_id,
        viewer=viewer.pk,
    )
    if row is None:
        raise NotFound(field=field)
    community: Community = Community.inflate(row[0])
    return community


def communities(
    *, viewer: User, search: str, after: tuple[float, str] | None, limit: int
) -> list[Community]:
    """Those whose name contains `search` in any case, newest first; `after` is (instant, uid)."""
    after_at, after_uid = after or (None, None)
    rows = graph.query(
        "MATCH (c:Community) WHERE c.created_at IS NOT NULL "
        "AND toLower(c.name) CONTAINS toLower($search) "
        "AND ($after_at IS NULL OR c.created_at < $after_at "
        "OR (c.created_at = $after_at AND c.uid < $after_uid)) "
        "AND " + visible("$viewer", "c") + " "
        "RETURN c ORDER BY c.created_at DESC, c.uid DESC LIMIT $limit",
        viewer=viewer.pk,
        search=search.strip(),
        after_at=after_at,
        after_uid=after_uid,
        limit=limit,
    )
    return [Community.inflate(row[0]) for row in rows]


def members(
    *, viewer: User, community_id: str, after: tuple[float, int] | None, limit: int
) -> tuple[Community, list[Membership]]:
    """A community and its members, the latest to join first, without those the viewer blocked
    or who blocked the viewer; `after` is (instant, user id). Raises NotFound."""
    community = community_for(viewer=viewer, community_id=community_id)
    after_at, after_id = after or (None, None)
    rows = graph.query(
        "MATCH (m:UserNode)-[r:MEMBER_OF]->(:Community {uid: $uid}) "
        "WHERE ($after_at IS NULL OR r.at < $after_at "
        "OR (r.at = $after_at AND m.user_id < $after_id)) "
        "AND " + not_blocked("$viewer", "m.user_id") + " "
        "RETURN m.user_id, r.role, r.at ORDER BY r.at DESC, m.user_id DESC LIMIT $limit",
        uid=community_id,
        viewer=viewer.pk,
        after_at=after_at,
        after_id=after_id,
        limit=limit,
    )
    return community, [member_of(community, *row) for row in rows]


def member_of(community: Community, user_id: int, role: str, joined: float) -> Membership:
    """The membership that a MEMBER_OF relationship is."""
    return Membership(
        community=community,
        user_id=user_id,
        status=MembershipStatus.MEMBER.value,
        role=role,
        joined_at=from_instant(joined),
    )


def standing_in(community: Community, user_id: int) -> Membership | None:
    """How a member stands to a community, whoever asks; None without membership or invitation."""
    row = graph.single(
        "MATCH (c:Community {uid: $uid}), (m:UserNode {user_id: $user_id}) "
        "OPTIONAL MATCH (m)-[r:MEMBER_OF]->(c) "
        "RETURN r.role, r.at, EXISTS { (m)-[:INVITED_TO]->(c) }",
        uid=community.uid,
        user_id=user_id,
    )
    if row is None:
        return None
    role, joined, invited = row
    if role is not None:
        return member_of(community, user_id, role, joined)
    if invited:
        return Membership(
            community=community, user_id=user_id, status=MembershipStatus.INVITED.value
        )
    return None


def facts_by_uid(uids: Iterable[str], viewer_id: int) -> dict[str, CommunityFacts]:
    """A loader for lists. Members whom a block hides are not counted, as they are not listed."""
    rows = graph.query(
        "MATCH (c:Community) WHERE c.uid IN $uids "
        "OPTIONAL MATCH (v:UserNode {user_id: $viewer}) "
        "OPTIONAL MATCH (v)-[own:MEMBER_OF]->(c) "
        "OPTIONAL MATCH (v)-[invitation:INVITED_TO]->(c) "
        "RETURN c.uid, COUNT { (c)<-[:MEMBER_OF]-() } - COUNT { "
        "MATCH (v)-[:BLOCKS]-(hidden:UserNode) WHERE (hidden)-[:MEMBER_OF]->(c) "
        "RETURN DISTINCT hidden }, own.role, invitation IS NOT NULL",
        uids=list(uids),
        viewer=viewer_id,
    )
    return {uid: CommunityFacts(*_facts(*found)) for uid, *found in rows}


def _facts(count: int, role: str | None, invited: bool) -> tuple[Any, ...]:
    if role is not None:
        return count, role, MembershipStatus.MEMBER.value
    return count, None, MembershipStatus.INVITED.value if invited else None
