"""How a member uses the product, as the API shows it."""

import graphene

from analytics.behaviour.insights import BUSIEST_HOURS
from analytics.behaviour.segments import Segment
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, list_of
from ooumph.graphql.enums import graphql_enum
from user_activity.graphql.types import ContentTypeEnum

SegmentEnum = graphql_enum("MemberSegment", Segment, "How a member comes and goes.")


class SessionStatisticsType(graphene.ObjectType):
    """Sessions that began in the range."""

    class Meta:
        name = "SessionStatistics"

    count = graphene.Int(required=True)
    average_duration_seconds = graphene.Float(description="Null without a session.")
    median_duration_seconds = graphene.Float(description="Null without a session.")
    single_event_share = graphene.Float(description="Of one act, of all; null without a session.")


class ContentTypeShareType(graphene.ObjectType):
    """How much of what a member looked at and engaged with was of a type."""

    class Meta:
        name = "ContentTypeShare"

    content_type = graphene.Field(ContentTypeEnum, required=True)
    share = graphene.Float(required=True)


class DeviceShareType(graphene.ObjectType):
    """A device's part in what a member did."""

    class Meta:
        name = "DeviceShare"

    device_class = graphene.String(required=True, description="Such as `mobile`.")
    system = graphene.String(required=True, description="Such as `Android`.")
    browser = graphene.String(required=True, description="Such as `Firefox`.")
    events = graphene.Int(required=True, description="Rows that came from it.")
    share = graphene.Float(required=True, description="Of the rows whose device is known.")


class BehavioralInsightsType(graphene.ObjectType):
    """How a member used the product in a range of days."""

    class Meta:
        name = "BehavioralInsights"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    heatmap = graphene.List(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.Int), required=True)),
        required=True,
        description="Acts by weekday, from Monday, and hour: 7 x 24.",
    )
    most_active_hours = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description=f"The {BUSIEST_HOURS} hours with the most acts, the busiest first.",
    )
    preferred_content_types = list_of(ContentTypeShareType, "The most preferred first.")
    sessions = graphene.Field(SessionStatisticsType, required=True)
    creation_per_week = graphene.Float(
        required=True, description="Posts, comments, stories and communities made."
    )
    devices = list_of(DeviceShareType, "The most used first.")
    segment = graphene.Field(SegmentEnum, required=True, description="At the range's end.")
    segment_reason = graphene.String(required=True)
