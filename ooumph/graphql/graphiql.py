"""GraphiQL for a browser: from local files where a package brings them, else from a CDN."""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.templatetags.static import static
from django.views.decorators.csrf import ensure_csrf_cookie
from graphene_django.views import GraphQLView as Released

LOCAL_APP = "graphene_django_graphiql_static"
CDN = "https://cdn.jsdelivr.net/npm"
EXPLORER = f"@graphiql/plugin-explorer@{Released.graphiql_plugin_explorer_version}/dist"

# The local file; the same on the CDN; and its hash there.
STYLES = [
    (
        "graphiql.min.css",
        f"graphiql@{Released.graphiql_version}/graphiql.min.css",
        Released.graphiql_css_sri,
    ),
    ("style.css", f"{EXPLORER}/style.css", Released.graphiql_plugin_explorer_css_sri),
]
SCRIPTS = [
    (
        "react.production.min.js",
        f"react@{Released.react_version}/umd/react.production.min.js",
        Released.react_sri,
    ),
    (
        "react-dom.production.min.js",
        f"react-dom@{Released.react_version}/umd/react-dom.production.min.js",
        Released.react_dom_sri,
    ),
    (
        "graphiql.min.js",
        f"graphiql@{Released.graphiql_version}/graphiql.min.js",
        Released.graphiql_sri,
    ),
    (
        "graphiql-plugin-explorer.umd.js",
        f"{EXPLORER}/graphiql-plugin-explorer.umd.js",
        Released.graphiql_plugin_explorer_sri,
    ),
]


@ensure_csrf_cookie
def render_graphiql(_request: HttpRequest) -> HttpResponse:
    """The page; without network it needs the app `graphene_django_graphiql_static`."""
    context = {
        "styles": [_located(*style) for style in STYLES],
        "scripts": [_located(*script) for script in SCRIPTS],
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return HttpResponse(_template().render(Context(context)))


def _located(name: str, path: str, integrity: str) -> dict[str, str]:
    if apps.is_installed(LOCAL_APP):
        return {"url": static(f"{LOCAL_APP}/{name}")}
    return {"url": f"{CDN}/{path}", "integrity": integrity}


@cache
def _template() -> Template:
    return Template(Path(__file__).with_suffix(".html").read_text())
