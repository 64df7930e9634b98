"""GraphiQL for a browser: from local files where a package brings them, else from a CDN."""

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from graphene_django.views import GraphQLView as GrapheneView

LOCAL_APP = "graphene_django_graphiql_static"


@ensure_csrf_cookie
def render_graphiql(request: HttpRequest) -> HttpResponse:
    """The page; without network it needs the app `graphene_django_graphiql_static`."""
    options = {"graphiql_header_editor_enabled": True, "graphiql_should_persist_headers": False}
    if apps.is_installed(LOCAL_APP):
        return render(request, f"{LOCAL_APP}/graphiql_mod.html", options)
    released = {
        name: value
        for name, value in vars(GrapheneView).items()
        if name.endswith(("_version", "_sri"))
    }
    return render(request, GrapheneView.graphiql_template, {**released, **options})
