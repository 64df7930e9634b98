"""On the endpoint even what other middleware answers is GraphQL."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from ooumph.graphql.middleware import GraphQLMiddleware
from tests.ooumph.graphql.conftest import Api


def test_it_surrounds_all_other_middleware() -> None:
    assert django_settings.MIDDLEWARE[0] == "ooumph.graphql.middleware.GraphQLMiddleware"


def test_an_unknown_host_is_a_graphql_error(api: Api) -> None:
    response = api.post("{ echo }", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    (error,) = response.json()["errors"]
    assert error["extensions"] == {
        "code": "INVALID",
        "requestId": response.headers["x-request-id"],
    }


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "UNAUTHENTICATED"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (429, "RATE_LIMITED"),
        (400, "INVALID"),
        (413, "INVALID"),
        (500, "UNAVAILABLE"),
        (503, "UNAVAILABLE"),
    ],
)
def test_a_page_of_an_error_becomes_its_code(status: int, code: str) -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        headers = {"Retry-After": "5", "Content-Length": "4"}
        return HttpResponse("<h1>", status=status, headers=headers)

    response = GraphQLMiddleware(answer)(RequestFactory().post("/graphql"))
    assert response.status_code == status
    assert response.headers["Retry-After"] == "5"
    assert f'"code":"{code}"'.encode() in response.content
    assert b"<h1>" not in response.content


def test_other_pages_stay_and_carry_the_id(api: Api) -> None:
    request = RequestFactory().get("/admin/nothing")
    response = GraphQLMiddleware(lambda _request: HttpResponseNotFound("<h1>"))(request)
    assert response.content == b"<h1>"
    made: Any = request
    assert response.headers["X-Request-ID"] == str(made.request_id)
