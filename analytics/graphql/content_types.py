"""How content does, as the API shows it; docs/metrics.md defines each number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType
from analytics.content.author import AuthorAnalytics
from analytics.content.popular import PopularContent, PopularOrder
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, list_of
from community.graphql.types import CommunityType
from community.models import Community
from ooumph.graphql.cost import DayList
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.loading import announce
from ooumph.graphql.paging import connection_of
from post.graphql.types import CommentType, PostType
from post.models import Comment, Post
from story.graphql.types import StoryType
from story.models import Story
from user_activity.graphql.types import ContentTypeEnum

PopularOrderEnum = graphql_enum("PopularOrder", PopularOrder)
NODE_TYPES = {Post: PostType, Story: StoryType, Comment: CommentType, Community: CommunityType}


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
        required=True, description="Comments made, of who has one that you see; for staff all acts."
    )
    last_engaged_on = graphene.Date(required=True)


class NamedContent(graphene.ObjectType):
    """Which piece of content an answer is of."""

    class Meta:
        abstract = True

    content_type = graphene.Field(ContentTypeEnum, required=True)
    content_id = graphene.ID(required=True)

    @staticmethod
    def resolve_content_type(answer: Any, _info: Any) -> str:
        return str(answer.item.content_type)

    @staticmethod
    def resolve_content_id(answer: Any, _info: Any) -> str:
        return str(answer.item.content_id)


class ContentAnalyticsType(NamedContent):
    """How a piece of content did in a range of days."""

    class Meta:
        name = "ContentAnalytics"
        interfaces = (CountersInterface,)

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    trending_score = graphene.Float(description="Null for fewer than five viewers.")
    trend = DayList(ContentPointType, "Every day of the range, in order.")
    top_engagers = graphene.List(
        graphene.NonNull(TopEngagerType),
        description="The ten who did most, by what you see of them; null while the graph is away.",
    )


class ContentUnion(graphene.Union):
    """A piece of content."""

    class Meta:
        name = "Content"
        types = tuple(NODE_TYPES.values())

    @classmethod
    def resolve_type(cls, instance: Any, _info: Any) -> Any:
        return NODE_TYPES[type(instance)]


class PopularContentType(NamedContent):
    """A piece of content, and how it did in the range."""

    class Meta:
        name = "PopularContent"
        interfaces = (CountersInterface,)

    content = graphene.Field(
        ContentUnion, description="Null where it is gone, or not yours to see."
    )
    trending_score = graphene.Float(
        description="Members who noticed it, halved every day; null for fewer than five viewers."
    )

    @classmethod
    def announce(cls, info: Any, items: Iterable[PopularContent]) -> None:
        nodes: defaultdict[Any, list[Any]] = defaultdict(list)
        for each in items:
            if each.content is not None:
                nodes[NODE_TYPES[type(each.content)]].append(each.content)
        for node_type, found in nodes.items():
            announce(info, node_type, found)


PopularContentConnection = connection_of(
    PopularContentType,
    extra_fields={
        "range": graphene.Field(DateRangeType, required=True),
        "meta": graphene.Field(AnalyticsMetaType, required=True),
    },
)


class BestHourType(graphene.ObjectType):
    """An hour of the day, in the zone that `meta.timezone` names."""

    class Meta:
        name = "BestHour"

    hour = graphene.Int(required=True, description="0 to 23.")
    members = graphene.Int(
        required=True, description="Who first turned to a piece of content on a day, in it."
    )


class AuthorAnalyticsType(graphene.ObjectType):
    """How all of an author's content did in a range of days."""

    class Meta:
        name = "AuthorAnalytics"
        interfaces = (CountersInterface,)

    author = graphene.Field(UserType, required=True)
    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    items = graphene.Int(required=True, description="Pieces of content at the range's end.")
    reach = graphene.Int(required=True, description="Distinct viewers over all of it.")
    best_hours = list_of(
        BestHourType, "The three with the most members; of fewer than five for staff alone."
    )
    top_content = list_of(PopularContentType, "The five with the highest engagement score.")

    @staticmethod
    def resolve_unique_viewers(answer: AuthorAnalytics, _info: Any) -> int:
        return answer.reach

    @staticmethod
    def resolve_top_content(answer: AuthorAnalytics, info: Any) -> list[PopularContent]:
        announce(info, PopularContentType, answer.top_content)
        return answer.top_content
