"""Communities and memberships, as the API shows them."""

from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from community.models import Community, CommunityPrivacy, MembershipStatus, Role
from community.selectors import CommunityFacts, Membership, facts_by_uid
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.loading import load, prefetch
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime

CommunityPrivacyEnum = graphql_enum(
    "CommunityPrivacy", CommunityPrivacy, "Who sees and joins a community."
)
CommunityRoleEnum = graphql_enum("CommunityRole", Role, "What a member is in a community.")
MembershipStatusEnum = graphql_enum(
    "MembershipStatus", MembershipStatus, "How a member stands to a community."
)


def facts_of(community: Community, info: Any) -> CommunityFacts:
    """What the viewer sees of it beside its node, fetched together for a list."""
    facts = load(info, facts_by_uid, community.uid, info.context.user.pk)
    return facts or CommunityFacts()


class CommunityType(graphene.ObjectType):
    """A group of members."""

    class Meta:
        name = "Community"

    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    description = graphene.String(required=True)
    privacy = graphene.Field(CommunityPrivacyEnum, required=True)
    created_at = DateTime(required=True)
    member_count = graphene.Int(required=True, description="As many as `members` lists to you.")
    viewer_role = graphene.Field(CommunityRoleEnum, description="Yours; null for who is no member.")
    viewer_status = graphene.Field(
        MembershipStatusEnum, description="`INVITED` says that you may join it."
    )

    @classmethod
    def announce(cls, info: Any, communities: Iterable[Community]) -> None:
        uids = [community.uid for community in communities]
        prefetch(info, facts_by_uid, uids, info.context.user.pk)

    @staticmethod
    def resolve_id(community: Community, _info: Any) -> str:
        return str(community.uid)

    @staticmethod
    def resolve_member_count(community: Community, info: Any) -> int:
        return facts_of(community, info).member_count

    @staticmethod
    def resolve_viewer_role(community: Community, info: Any) -> str | None:
        return facts_of(community, info).viewer_role

    @staticmethod
    def resolve_viewer_status(community: Community, info: Any) -> str | None:
        return facts_of(community, info).viewer_status


class MembershipType(graphene.ObjectType):
    """How a member stands to a community."""

    class Meta:
        name = "Membership"

    community = graphene.Field(CommunityType, required=True)
    user = graphene.Field(UserType, description="Null for an account that is closed.")
    role = graphene.Field(CommunityRoleEnum, description="Null for who is no member.")
    joined_at = DateTime(description="Null for who is no member.")
    status = graphene.Field(MembershipStatusEnum, required=True)

    @classmethod
    def announce(cls, info: Any, memberships: Iterable[Membership]) -> None:
        prefetch(info, users_by_id, [membership.user_id for membership in memberships])

    @staticmethod
    def resolve_user(membership: Membership, info: Any) -> User | None:
        return load_user(info, membership.user_id)


CommunityConnection = connection_of(CommunityType)
MembershipConnection = connection_of(MembershipType)
