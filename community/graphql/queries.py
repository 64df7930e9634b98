"""Reading communities and their members."""

from typing import Any

import graphene

from account.models import User
from community import selectors
from community.graphql.types import (
    CommunityConnection,
    CommunityType,
    MembershipConnection,
    facts_of,
)
from community.models import Community
from ooumph.graph.nodes import to_instant
from ooumph.graphql.inputs import ID, Text
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field, query_field


def resolve_community(actor: User, info: Any, *, id: str) -> Community:  # noqa: A002  (the contract's name)
    return selectors.community_for(viewer=actor, community_id=id, field="id")


def resolve_communities(actor: User, info: Any, *, page: Page, search: str | None = None) -> Slice:
    found = selectors.communities(
        viewer=actor, search=search or "", after=page.after, limit=page.first + 1
    )
    return Slice.from_rows(found, page, lambda each: (to_instant(each.created_at), each.uid))


def resolve_members(actor: User, info: Any, *, page: Page, community_id: str) -> Slice:
    community, found = selectors.members(
        viewer=actor, community_id=community_id, after=page.after, limit=page.first + 1
    )
    return Slice.from_rows(
        found,
        page,
        lambda each: (to_instant(each.joined_at), each.user_id),
        total=lambda: facts_of(community, info).member_count,
    )


class CommunityQueries(graphene.ObjectType):
    community = query_field(
        CommunityType, permission=SIGNED_IN, id=ID(required=True), resolve=resolve_community
    )
    communities = connection_field(
        CommunityConnection,
        permission=SIGNED_IN,
        search=Text(max_length=100, blank=True, description="A part of the name, in any case."),
        resolve=resolve_communities,
        description="The public ones, and those you belong or are invited to; newest first.",
    )
    members = connection_field(
        MembershipConnection,
        permission=SIGNED_IN,
        community_id=ID(required=True),
        resolve=resolve_members,
        description="The latest to join first.",
    )
