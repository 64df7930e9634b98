"""GraphiQL: a page for a browser, in development alone, that needs no network."""

import re
from typing import Any

from django.apps import apps
from django.contrib.staticfiles import finders

from ooumph.graphql.graphiql import LOCAL_APP
from tests.ooumph.graphql.conftest import Api

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_gets_the_page_when_debugging(api: Api, settings: Any) -> None:
    settings.DEBUG = True
    response = api.raw("GET", headers={"Accept": BROWSER})
    assert (response.status_code, response.headers["content-type"]) == (
        200,
        "text/html; charset=utf-8",
    )
    assert "csrftoken" in response.cookies


def test_a_client_gets_json_when_debugging(api: Api, settings: Any) -> None:
    settings.DEBUG = True
    response = api.raw("GET", params={"query": "{ echo }"}, headers={"Accept": "*/*"})
    assert response.json() == {"data": {"echo": "left out"}}
    response = api.post("{ echo }", headers={"Accept": BROWSER})
    assert response.json() == {"data": {"echo": "left out"}}


def test_there_is_no_page_in_production(api: Api) -> None:
    response = api.raw("GET", params={"query": "{ echo }"}, headers={"Accept": BROWSER})
    assert response.json() == {"data": {"echo": "left out"}}
    response = api.raw("GET", headers={"Accept": "text/html"})
    assert response.status_code == 406
    assert response.headers["content-type"].startswith("application/json")


def test_the_page_loads_what_is_here_or_what_is_pinned(api: Api, settings: Any) -> None:
    settings.DEBUG = True
    page = api.raw("GET", headers={"Accept": BROWSER}).text
    assets = re.findall(r'(?:src|href)="([^"]*)"( integrity="sha256-[^"]+")?', page)
    assert len(assets) == 7
    for url, integrity in assets:
        local = finders.find(url.removeprefix("/static/"))
        assert local or integrity or url == "data:,", url
    if apps.is_installed(LOCAL_APP):
        assert "://" not in page
