"""The answers of analytics, as the API shows them; docs/metrics.md defines each number."""

import graphene

from analytics.scoring import Direction
from analytics.trends import Granularity, Scope
from ooumph.graphql.cost import DayList
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.scalars import DateTime
from user_activity.graphql.types import (
    ActivityTypeEnum,
    InteractionTypeEnum,
    SocialInteractionTypeEnum,
)

GranularityEnum = graphql_enum("Granularity", Granularity, "How long a period is.")
ScopeEnum = graphql_enum("AnalyticsScope", Scope, "Whose numbers.")
TrendDirectionEnum = graphql_enum("TrendDirection", Direction, "Where seven-day sums head.")


class AnalyticsMetaType(graphene.ObjectType):
    """What an answer says of itself."""

    class Meta:
        name = "AnalyticsMeta"

    computed_through = DateTime(
        required=True, description="Every event that had been accepted by then is in the numbers."
    )
    is_partial = graphene.Boolean(
        required=True,
        description="A day of the range is to be recomputed or is not over, or events of it may "
        "wait to be stored.",
    )
    timezone = graphene.String(required=True, description="In which days and hours are cut.")
    definition_version = graphene.String(
        required=True, description="Changes with what the numbers mean."
    )


class DateRangeType(graphene.ObjectType):
    """The inclusive days that an answer is of."""

    class Meta:
        name = "DateRange"

    first = graphene.Date(required=True, name="from")
    last = graphene.Date(required=True, name="to")


class ActivityCountType(graphene.ObjectType):
    class Meta:
        name = "ActivityCount"

    type = graphene.Field(ActivityTypeEnum, required=True)
    count = graphene.Int(required=True)


class ContentInteractionCountType(graphene.ObjectType):
    class Meta:
        name = "ContentInteractionCount"

    type = graphene.Field(InteractionTypeEnum, required=True)
    count = graphene.Int(required=True)


class SocialInteractionCountType(graphene.ObjectType):
    class Meta:
        name = "SocialInteractionCount"

    type = graphene.Field(SocialInteractionTypeEnum, required=True)
    count = graphene.Int(required=True)


def list_of(of_type: type[graphene.ObjectType], description: str = "") -> graphene.List:
    return graphene.List(graphene.NonNull(of_type), required=True, description=description)


class UserActivitySummaryType(graphene.ObjectType):
    """What a member did in a range of days."""

    class Meta:
        name = "UserActivitySummary"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    total_events = graphene.Int(required=True, description="Acts, however many rows each left.")
    activity_counts = list_of(ActivityCountType, "Rows, most frequent first.")
    content_interaction_counts = list_of(ContentInteractionCountType, "Rows.")
    social_interaction_counts = list_of(SocialInteractionCountType, "Rows.")
    engagement_score = graphene.Float(required=True)
    active_days = graphene.Int(required=True)
    current_streak_days = graphene.Int(required=True)
    longest_streak_days = graphene.Int(required=True)
    most_active_day = graphene.Date(description="The earliest of those with the most acts.")
    most_active_hour = graphene.Int(description="0 to 23, the earliest with the most acts.")
    average_daily_events = graphene.Float(required=True)
    previous = graphene.Field(
        lambda: UserActivitySummaryType, description="As many days before; has none itself."
    )
    change_percent = graphene.Float(description="Of `totalEvents`; null from nothing.")


class TrendPointType(graphene.ObjectType):
    """A period; at the edges of the range, its days within it."""

    class Meta:
        name = "TrendPoint"

    period_start = graphene.Date(required=True)
    events = graphene.Int(required=True, description="Acts.")
    active_users = graphene.Int(required=True, description="Distinct over the period.")
    engagement_score = graphene.Float(required=True)
    moving_average = graphene.Float(
        required=True, description="Mean `events` of up to 7 days, 4 weeks or 3 months."
    )


class EngagementTrendsType(graphene.ObjectType):
    """How engagement develops over a range of days."""

    class Meta:
        name = "EngagementTrends"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    granularity = graphene.Field(GranularityEnum, required=True)
    points = DayList(TrendPointType, "Every period of the range, in order.")
    direction = graphene.Field(TrendDirectionEnum, required=True)
    slope = graphene.Float(required=True, description="Of seven-day sums of acts, per day.")
    peak = graphene.Field(TrendPointType, description="Null when nothing happened.")
    trough = graphene.Field(TrendPointType, description="Null when nothing happened.")
