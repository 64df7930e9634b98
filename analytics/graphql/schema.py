"""The contents of this app's part of the schema."""

from analytics.graphql.behaviour_queries import BehaviourQueries
from analytics.graphql.content_queries import ContentQueries
from analytics.graphql.explain_queries import ExplainQueries
from analytics.graphql.feed_queries import FeedQueries
from analytics.graphql.platform_queries import PlatformQueries
from analytics.graphql.queries import AnalyticsQueries as SummaryQueries
from analytics.graphql.social_queries import SocialQueries
from analytics.graphql.tracking_queries import TrackingQueries


class AnalyticsQueries(
    SummaryQueries,
    BehaviourQueries,
    ContentQueries,
    ExplainQueries,
    FeedQueries,
    PlatformQueries,
    SocialQueries,
    TrackingQueries,
):
    """What may be asked of the aggregates, by topic."""
