"""The platform's answers, as the API shows them; docs/metrics.md defines each number."""

import graphene

from analytics.graphql.behaviour_types import SessionStatisticsType
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, GranularityEnum, list_of
from ooumph.graphql.cost import DayList
from user_activity.graphql.types import ContentTypeEnum


class PlatformPointType(graphene.ObjectType):
    """A period; at the edges of the range, its days within it."""

    class Meta:
        name = "PlatformPoint"

    period_start = graphene.Date(required=True)
    active_users = graphene.Int(
        required=True, description="Distinct: the new, the returning and the resurrected."
    )
    new_users = graphene.Int(required=True, description="Active for the first time.")
    returning_users = graphene.Int(
        required=True,
        description="Active before, latest in the period before (or, where the range cuts the "
        "period, earlier in it).",
    )
    resurrected_users = graphene.Int(
        required=True, description="Active before, but not since the period before began."
    )
    dormant_users = graphene.Int(
        description="Active in the period before alone; null while the period is not over, "
        "and where the range cuts it."
    )
    events = graphene.Int(required=True, description="Acts.")
    sessions = graphene.Int(required=True, description="Begun in the period.")
    engagement_score = graphene.Float(required=True)


class ContentTotalsType(graphene.ObjectType):
    """What members did to content that everybody may see."""

    class Meta:
        name = "ContentTotals"

    views = graphene.Int(required=True, description="Without the authors' own.")
    viewer_item_pairs = graphene.Int(
        required=True, description="Of a member and an item that they viewed, each once."
    )
    likes = graphene.Int(
        required=True, description="Given in the range, and held at the range's end."
    )


class LeftOutType(graphene.ObjectType):
    """Bots and staff: they are in no other number."""

    class Meta:
        name = "LeftOut"

    active_users = graphene.Int(required=True)
    events = graphene.Int(required=True)


class PlatformOverviewType(graphene.ObjectType):
    """How the platform does over a range of days, without bots and staff."""

    class Meta:
        name = "PlatformOverview"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    granularity = graphene.Field(GranularityEnum, required=True)
    points = DayList(PlatformPointType, "Every period of the range, in order.")
    dau = graphene.Int(required=True, description="Active on the range's last day.")
    wau = graphene.Int(required=True, description="Active in the 7 days that end with it.")
    mau = graphene.Int(required=True, description="Active in the 28 days that end with it.")
    stickiness = graphene.Float(description="Mean `dau` of these 28 days / `mau`; 0 to 1.")
    session_statistics = graphene.Field(SessionStatisticsType, required=True)
    content_totals = graphene.Field(ContentTotalsType, required=True)
    left_out = graphene.Field(LeftOutType, required=True)


class RetentionPeriodType(graphene.ObjectType):
    """What became of a cohort by a period; all null while the period is not over."""

    class Meta:
        name = "RetentionPeriod"

    index = graphene.Int(required=True, description="0 is the cohort's own.")
    period_start = graphene.Date(required=True)
    on = graphene.Int(description="Active in this period.")
    on_share = graphene.Float(description="0 to 1.")
    on_or_after = graphene.Int(description="Active in this period or a later one of the range.")
    on_or_after_share = graphene.Float(description="0 to 1.")


class RetentionCohortType(graphene.ObjectType):
    """Members whose first active period is the same."""

    class Meta:
        name = "RetentionCohort"

    cohort_start = graphene.Date(required=True)
    size = graphene.Int(required=True)
    periods = list_of(RetentionPeriodType, "From the cohort's own to the range's last.")


class RetentionType(graphene.ObjectType):
    """Who came back, by when they first came; without bots and staff."""

    class Meta:
        name = "Retention"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    granularity = graphene.Field(GranularityEnum, required=True)
    cohorts = list_of(RetentionCohortType, "Of every period of the range, in order.")


class FunnelStepType(graphene.ObjectType):
    """How far members came."""

    class Meta:
        name = "FunnelStep"

    type = graphene.String(required=True, description="The word.")
    content_type = graphene.Field(ContentTypeEnum)
    members = graphene.Int(required=True, description="Who did this and all steps before.")
    from_previous = graphene.Float(description="Their share of the step before; 0 to 1.")
    from_first = graphene.Float(description="Their share of the first step; 0 to 1.")


class FunnelType(graphene.ObjectType):
    """How many members did one thing after the other; without bots and staff."""

    class Meta:
        name = "Funnel"

    window = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    steps = list_of(FunnelStepType)
