"""The contents of this app's part of the schema."""

from analytics.graphql.behaviour_queries import BehaviourQueries
from analytics.graphql.queries import AnalyticsQueries as SummaryQueries


class AnalyticsQueries(SummaryQueries, BehaviourQueries):
    """What may be asked of the aggregates, by topic."""
