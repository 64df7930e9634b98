"""The contents of this app's part of the schema."""

import graphene

from community.graphql.mutations import (
    CreateCommunity,
    InviteToCommunity,
    JoinCommunity,
    LeaveCommunity,
    UpdateCommunity,
)
from community.graphql.queries import CommunityQueries as CommunityQueries


class CommunityMutations(graphene.ObjectType):
    create_community = CreateCommunity.Field()
    update_community = UpdateCommunity.Field()
    join_community = JoinCommunity.Field()
    leave_community = LeaveCommunity.Field()
    invite_to_community = InviteToCommunity.Field()
