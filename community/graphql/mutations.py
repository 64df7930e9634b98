"""Founding, editing, joining and leaving communities, and inviting to them."""

from typing import Any, Self

import graphene

from account.models import User
from community import services
from community.graphql.types import CommunityPrivacyEnum, CommunityType, MembershipType
from ooumph.graphql.inputs import ID, Choice, Text
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN


def given(values: dict[str, Any]) -> dict[str, Any]:
    """The values that are not null: null says the same as leaving out."""
    return {name: value for name, value in values.items() if value is not None}


class CreateCommunity(Mutation):
    """Found a community and become its admin; it is public unless said otherwise."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        name = Text(max_length=100, required=True)
        description = Text(max_length=2000, blank=True)
        privacy = Choice(CommunityPrivacyEnum)

    community = graphene.Field(CommunityType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, name: str, **values: Any) -> Self:
        community = services.create_community(actor=actor, name=name, **given(values))
        return cls(community=community)


class UpdateCommunity(Mutation):
    """Change a community as its admin; what is left out stays."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        community_id = ID(required=True)
        name = Text(max_length=100)
        description = Text(max_length=2000, blank=True)
        privacy = Choice(CommunityPrivacyEnum)

    community = graphene.Field(CommunityType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, community_id: str, **values: Any) -> Self:
        community = services.update_community(
            actor=actor, community_id=community_id, **given(values)
        )
        return cls(community=community)


class JoinCommunity(Mutation):
    """Join a public community, or a private one that invited you; joining twice is joining once."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        community_id = ID(required=True)

    membership = graphene.Field(MembershipType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, community_id: str) -> Self:
        membership = services.join_community(actor=actor, community_id=community_id)
        return cls(membership=membership)


class LeaveCommunity(Mutation):
    """Leave a community; its last admin cannot."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        community_id = ID(required=True)

    membership = graphene.Field(MembershipType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, community_id: str) -> Self:
        membership = services.leave_community(actor=actor, community_id=community_id)
        return cls(membership=membership)


class InviteToCommunity(Mutation):
    """Invite a member: to a public community as one of its members, to a private one as admin."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        community_id = ID(required=True)
        user_id = ID(required=True)

    membership = graphene.Field(MembershipType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, community_id: str, user_id: str) -> Self:
        membership = services.invite_to_community(
            actor=actor, community_id=community_id, user_id=user_id
        )
        return cls(membership=membership)
