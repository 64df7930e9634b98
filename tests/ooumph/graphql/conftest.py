"""The kit over real HTTP: a server with the test schema, and a client of it."""

import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.ooumph.graphql import schema as kit_schema

TLS = ssl.create_default_context()
GRAPHQL = "application/graphql-response+json"


class Api:
    """A client of the endpoint; `raw` takes what httpx takes."""

    def __init__(self, url: str) -> None:
        # A context of its own costs each client 0.1 s, and nothing here is encrypted.
        self.http = httpx.Client(base_url=url, verify=TLS)

    def raw(self, method: str = "POST", **options: Any) -> httpx.Response:
        return self.http.request(method, "/graphql", **options)

    def post(self, query: str, headers: dict[str, str] | None = None, **body: Any) -> Any:
        return self.raw(json={"query": query, **body}, headers=headers)

    def run(self, query: str, **variables: Any) -> dict[str, Any]:
        """Post, and return the decoded answer."""
        answer: dict[str, Any] = self.post(query, variables=variables).json()
        return answer

    def data(self, query: str, **variables: Any) -> Any:
        """Post what must succeed, and return its data."""
        answer = self.run(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def sign_in(self, user: Any, csrf: bool = True) -> None:
        """Carry the session's cookie of `user`, and the CSRF token unless told not to."""
        browser = Client()
        browser.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        self.http.cookies.set(name, browser.cookies[name].value)
        if csrf:
            self.http.cookies.set("csrftoken", "a" * 32)
            self.http.headers["X-CSRFToken"] = "a" * 32


@pytest.fixture(scope="session")
def kit_url() -> Iterator[str]:
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def api(kit_url: str) -> Iterator[Api]:
    for record in (kit_schema.PERFORMED, kit_schema.LOADED, kit_schema.COUNTED):
        record.clear()
    with override_settings(ROOT_URLCONF="tests.ooumph.graphql.urls"):
        client = Api(kit_url)
        yield client
        client.http.close()


@pytest.fixture
def member(transactional_db: None) -> Any:
    return get_user_model().objects.create_user(username="ada", password="correct horse")


@pytest.fixture
def staff(transactional_db: None) -> Any:
    user = get_user_model().objects.create_user(username="root", password="correct horse")
    user.is_staff = True
    user.save()
    return user
