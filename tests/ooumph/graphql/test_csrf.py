"""A session's cookie needs the CSRF token; what no browser sends on its own does not."""

from typing import Any

from django.test import Client

from tests.ooumph.graphql.conftest import GRAPHQL, Api
from tests.ooumph.graphql.schema import PERFORMED

JOIN = "mutation { join { username } }"


def test_a_cookie_without_the_token_is_refused_in_graphql(api: Api, member: Any) -> None:
    api.sign_in(member, csrf=False)
    for accept in (GRAPHQL, "application/json"):
        response = api.post(JOIN, headers={"Accept": accept})
        assert response.status_code == 403
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert response.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert PERFORMED == []


def test_the_refusal_brings_the_token_that_then_works(api: Api, member: Any) -> None:
    api.sign_in(member, csrf=False)
    token = api.post(JOIN).cookies["csrftoken"]
    api.http.cookies.set("csrftoken", token)
    response = api.post(JOIN, headers={"X-CSRFToken": token})
    assert response.json() == {"data": {"join": {"username": "ada"}}}


def test_a_wrong_token_is_refused(api: Api, member: Any) -> None:
    api.sign_in(member)
    assert api.post(JOIN, headers={"X-CSRFToken": "b" * 32}).status_code == 403
    assert PERFORMED == []


def test_another_origin_is_refused(api: Api, member: Any) -> None:
    api.sign_in(member)
    assert api.post(JOIN, headers={"Origin": "https://evil.example"}).status_code == 403
    assert PERFORMED == []


def test_a_query_with_get_needs_no_token(api: Api, member: Any) -> None:
    api.sign_in(member, csrf=False)
    assert api.raw("GET", params={"query": "{ me }"}).json() == {"data": {"me": "ada"}}


def test_without_a_session_no_token_is_asked_for(api: Api) -> None:
    response = api.post("mutation { try(input: {flag: true}) { seen } }")
    assert response.json() == {"data": {"try": {"seen": ["flag"]}}}
    assert "set-cookie" not in response.headers


def test_djangos_own_check_is_off_for_the_view_alone(api: Api) -> None:
    browser = Client(enforce_csrf_checks=True)
    body = {"query": "mutation { try(input: {flag: true}) { seen } }"}
    response = browser.post("/graphql", body, content_type="application/json")
    assert response.status_code == 200
