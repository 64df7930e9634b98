"""What members have to do with each other, as the API shows it."""

from collections.abc import Sequence
from typing import Any

import graphene

from account.graphql.types import UserType
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, list_of
from analytics.social.analysis import SocialNetworkAnalysis
from analytics.social.graph import mutual_connections
from analytics.social.network import NetworkKind
from analytics.social.suggestions import SuggestionReason
from analytics.social.ties import Tie
from analytics.social.visitors import Visitor, visit_sources
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.loading import announce, load, prefetch
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime
from user_activity.graphql.types import SocialInteractionTypeEnum

NetworkKindEnum = graphql_enum("NetworkKind", NetworkKind, "What makes a tie.")
SuggestionReasonEnum = graphql_enum(
    "SuggestionReason", SuggestionReason, "Why somebody is suggested."
)


class NetworkOverviewType(graphene.ObjectType):
    """The network of all members over one kind of tie; bots and staff left out."""

    class Meta:
        name = "NetworkOverview"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    kind = graphene.Field(NetworkKindEnum, required=True)
    users = graphene.Int(required=True, description="Members at either end of a tie.")
    ties = graphene.Int(required=True, description="Distinct ordered pairs.")
    interactions = graphene.Int(required=True, description="Rows, one for each recipient.")
    reciprocity = graphene.Float(description="The share of ties whose reverse is one.")
    mutual_dyads = graphene.Float(description="The share of unordered pairs with both.")
    mean_degree = graphene.Float(description="`ties` / `users`.")
    density = graphene.Float(description="`ties` / the ordered pairs that `users` could have.")


class TiePartType(graphene.ObjectType):
    """What one kind of act adds to a tie."""

    class Meta:
        name = "TiePart"

    type = graphene.Field(SocialInteractionTypeEnum, required=True)
    decayed_acts = graphene.Float(
        required=True, description="Each act halved every 30 days; a message to n counts 1/n."
    )
    weight = graphene.Float(required=True, description="What such an act is worth.")
    strength = graphene.Float(required=True, description="These add up to `tieStrength`.")


class SocialTieType(graphene.ObjectType):
    """From the member to another."""

    class Meta:
        name = "SocialTie"

    user = graphene.Field(UserType, required=True)
    tie_strength = graphene.Float(
        required=True, description="The other's share of what the member does to others: 0 to 1."
    )
    parts = list_of(TiePartType, "What it is made of, the most first.")
    interactions = graphene.Int(required=True, description="What the member did in the range.")
    last_interaction_at = DateTime(required=True, description="The member's last act.")
    mutual_connections = graphene.Int(description="Now; null while the graph is away.")

    @classmethod
    def announce(cls, info: Any, ties: Sequence[Tie]) -> None:
        for tie in ties:
            prefetch(info, mutual_connections, [tie.user.pk], tie.member_id)

    @staticmethod
    def resolve_mutual_connections(tie: Tie, info: Any) -> int | None:
        count: int | None = load(info, mutual_connections, tie.user.pk, tie.member_id)
        return count


class ConnectionSuggestionType(graphene.ObjectType):
    """Somebody whom the member may know."""

    class Meta:
        name = "ConnectionSuggestion"

    user = graphene.Field(UserType, required=True)
    reason = graphene.Field(SuggestionReasonEnum, required=True)
    mutual_connections = graphene.Int(required=True)


class SocialNetworkAnalysisType(graphene.ObjectType):
    """What a member and others had to do with each other in a range of days."""

    class Meta:
        name = "SocialNetworkAnalysis"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    connections_made = graphene.Int(required=True, description="Accepted by either side.")
    requests_sent = graphene.Int(required=True)
    requests_received = graphene.Int(required=True)
    acceptance_rate = graphene.Float(
        description="Of the requests sent, those accepted in the range; null without any."
    )
    messages_sent = graphene.Int(required=True, description="However many recipients each had.")
    messages_received = graphene.Int(required=True)
    messages_read = graphene.Int(required=True)
    median_response_minutes = graphene.Float(
        description="Until the member answers, in conversations of two (Kaplan-Meier); null when "
        "too few are answered to tell."
    )
    answered_share = graphene.Float(
        description="Of what waited for the member's answer, answered within seven days."
    )
    reciprocity = graphene.Float(
        description="The share of those written to who wrote, too; null for fewer than five."
    )
    profile_visits_made = graphene.Int(required=True)
    profile_visits_received = graphene.Int(required=True)
    strongest_ties = graphene.List(
        graphene.NonNull(SocialTieType), required=True, description="At the range's end."
    )
    suggested_connections = graphene.List(
        graphene.NonNull(ConnectionSuggestionType),
        description="The connections' connections; null while the graph is away.",
    )
    suggested_connections_reason = graphene.String(
        description="Why `suggestedConnections` is null; else null."
    )

    @staticmethod
    def resolve_strongest_ties(analysis: SocialNetworkAnalysis, info: Any) -> list[Tie]:
        ties = analysis.strongest_ties
        announce(info, SocialTieType, ties)
        return ties


class ProfileVisitorType(graphene.ObjectType):
    """Somebody who visited the member's profile."""

    class Meta:
        name = "ProfileVisitor"

    user = graphene.Field(UserType, required=True)
    visits = graphene.Int(required=True)
    last_visit_at = DateTime(required=True)
    source = graphene.String(
        description="Where the last visit came from, such as `search`; null where nobody said."
    )

    @classmethod
    def announce(cls, info: Any, visitors: Sequence[Visitor]) -> None:
        for visitor in visitors:
            prefetch(info, visit_sources, [visitor.last_visit], visitor.member_id)

    @staticmethod
    def resolve_source(visitor: Visitor, info: Any) -> str | None:
        source: str | None = load(info, visit_sources, visitor.last_visit, visitor.member_id)
        return source


ProfileVisitorConnection = connection_of(
    ProfileVisitorType,
    extra_fields={
        "range": graphene.Field(DateRangeType, required=True),
        "meta": graphene.Field(AnalyticsMetaType, required=True),
        "hidden_count": graphene.Int(
            required=True, description="Visitors who are not named; all of them if you hide yours."
        ),
    },
)
