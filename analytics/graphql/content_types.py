"""How content does, as the API shows it; docs/metrics.md defines each number."""

from typing import Any

import graphene

from account.graphql.types import UserType
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, list_of
from user_activity.graphql.types import ContentTypeEnum


def figure(name: str) -> Any:
    """A resolver of one of an answer's figures."""
    return staticmethod(lambda answer, _info: getattr(answer.figures, name))


class CountersInterface(graphene.Interface):
    """What members did to content in a range of days; bots and staff left out."""

    class Meta:
        name = "ContentCounters"

    views = graphene.Int(required=True, description="Without the author's own.")
    unique_viewers = graphene.Int(required=True, description="Distinct over the range.")
    likes = graphene.Int(
        required=True, description="Given in the range, and held at the range's end."
    )
    comments = graphene.Int(required=True, description="Less those taken away.")
    shares = graphene.Int(required=True)
    saves = graphene.Int(required=True, description="As `likes`.")
    reactions = graphene.Int(required=True, description="Others than `like`; as `likes`.")
    engagement_rate = graphene.Float(
        description="Of the members who were shown or viewed it, those who engaged: 0 to 1."
    )
    average_time_spent_ms = graphene.Float(description="Per visit; null without any.")
    average_scroll_depth = graphene.Float(description="Percent, per visit; null without any.")
    engagement_score = graphene.Float(required=True)

    resolve_views = figure("views")
    resolve_unique_viewers = figure("unique_viewers")
    resolve_likes = figure("likes")
    resolve_comments = figure("comments")
    resolve_shares = figure("shares")
    resolve_saves = figure("saves")
    resolve_reactions = figure("reactions")
    resolve_engagement_rate = figure("engagement_rate")
    resolve_average_time_spent_ms = figure("average_time_spent_ms")
    resolve_average_scroll_depth = figure("average_scroll_depth")
    resolve_engagement_score = figure("engagement_score")


class ContentPointType(graphene.ObjectType):
    """A day. Null, but for staff: one to four members stand behind it, or it would tell such a
    number."""

    class Meta:
        name = "ContentPoint"

    day = graphene.Date(required=True)
    views = graphene.Int()
    unique_viewers = graphene.Int(description="Distinct on this day; no sum of days.")
    likes_added = graphene.Int()
    likes_removed = graphene.Int()
    reactions_added = graphene.Int()
    reactions_removed = graphene.Int()
    saves_added = graphene.Int()
    saves_removed = graphene.Int()
    comments_added = graphene.Int()
    comments_removed = graphene.Int()
    shares = graphene.Int()


class TopEngagerType(graphene.ObjectType):
    """Somebody who engaged with a piece of content."""

    class Meta:
        name = "TopEngager"

    user = graphene.Field(UserType, required=True)
    engagements = graphene.Int(
        required=True, description="Acts that you see: comments; for staff all."
    )
    last_engaged_on = graphene.Date(required=True)


class ContentAnalyticsType(graphene.ObjectType):
    """How a piece of content did in a range of days."""

    class Meta:
        name = "ContentAnalytics"
        interfaces = (CountersInterface,)

    content_type = graphene.Field(ContentTypeEnum, required=True)
    content_id = graphene.ID(required=True)
    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    trending_score = graphene.Float(description="Null for fewer than five viewers.")
    trend = list_of(ContentPointType, "Every day of the range, in order.")
    top_engagers = graphene.List(
        graphene.NonNull(TopEngagerType),
        description="The ten who did most, by what you see of them; null while the graph is away.",
    )

    @staticmethod
    def resolve_content_type(answer: Any, _info: Any) -> str:
        return str(answer.item.content_type)

    @staticmethod
    def resolve_content_id(answer: Any, _info: Any) -> str:
        return str(answer.item.content_id)
