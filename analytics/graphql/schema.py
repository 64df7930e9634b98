"""The contents of this app's part of the schema."""

from analytics.graphql.queries import AnalyticsQueries as AnalyticsQueries
