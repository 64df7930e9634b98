"""The doors: GraphQL, the admin and the metrics; `ooumph.health` answers before them."""

from django.contrib import admin
from django.urls import path

from ooumph.graphql.view import GraphQLView
from ooumph.metrics import metrics_view

urlpatterns = [
    path("graphql", GraphQLView.as_view(), name="graphql"),
    path("admin/", admin.site.urls),
    path("metrics", metrics_view, name="metrics"),
]
