"""The test schema on the real view."""

from django.urls import path

from ooumph.graphql.view import GraphQLView
from tests.ooumph.graphql.schema import schema

urlpatterns = [path("graphql", GraphQLView.as_view(schema=schema), name="graphql")]
