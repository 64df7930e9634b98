"""What members and staff may ask of the aggregates."""

from typing import Any

import graphene

from account.models import User
from analytics import summary, trends
from analytics.graphql.types import (
    EngagementTrendsType,
    GranularityEnum,
    ScopeEnum,
    UserActivitySummaryType,
)
from analytics.trends import EngagementTrends, Granularity, Scope
from ooumph.graphql.inputs import ID, Choice, Nested
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import query_field
from ooumph.graphql.ranges import DateRangeInput


def resolve_summary(
    actor: User,
    info: Any,
    *,
    user_id: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> summary.UserActivitySummary:
    return summary.user_activity_summary(viewer=actor, user_id=user_id, asked=range)


def resolve_trends(
    actor: User,
    info: Any,
    *,
    user_id: str | None = None,
    scope: str | None = None,
    granularity: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> EngagementTrends:
    return trends.engagement_trends(
        viewer=actor,
        user_id=user_id,
        scope=Scope(scope or Scope.MEMBER),
        granularity=Granularity(granularity or Granularity.DAILY),
        asked=range,
    )


class AnalyticsQueries(graphene.ObjectType):
    user_activity_summary = query_field(
        UserActivitySummaryType,
        permission=SIGNED_IN,
        description="What a member did: one's own, anyone's for staff.",
        user_id=ID(description="Left out: yourself."),
        range=Nested(DateRangeInput),
        resolve=resolve_summary,
    )
    engagement_trends = query_field(
        EngagementTrendsType,
        permission=SIGNED_IN,
        description="How engagement develops: one's own; for staff anyone's and the platform's.",
        user_id=ID(description="Left out: yourself."),
        scope=Choice(ScopeEnum, description="Left out: MEMBER."),
        granularity=Choice(GranularityEnum, description="Left out: DAILY."),
        range=Nested(DateRangeInput),
        resolve=resolve_trends,
    )
