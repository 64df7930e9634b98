"""The rules of GraphQL over HTTP, request by request."""

import json
from typing import Any

import pytest

from tests.ooumph.graphql.conftest import GRAPHQL, Api
from tests.ooumph.graphql.schema import PERFORMED

JSON = "application/json"
WRONG: dict[str, list[Any]] = {
    "query": [None, {}, 0, False, ["{ echo }"]],
    "operationName": [{}, 0, False, ["A"]],
    "variables": ["{}", 0, False, [{}]],
    "extensions": ["{}", 0, False, [{}]],
}
EITHER = pytest.mark.parametrize("accept", [JSON, GRAPHQL])


def content_type(response: Any) -> str:
    return str(response.headers["content-type"])


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.5, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"text/html, {GRAPHQL};q=0.1", GRAPHQL),
        (f"{GRAPHQL};charset=utf-8, {JSON};q=0.9", JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_media_type_is_what_accept_prefers(api: Api, accept: str, expected: str) -> None:
    if accept is None:
        del api.http.headers["accept"]
    response = api.post("{ echo }", headers={"Accept": accept} if accept else None)
    assert (response.status_code, content_type(response)) == (200, f"{expected}; charset=utf-8")
    assert response.json() == {"data": {"echo": "left out"}}


@pytest.mark.parametrize("accept", ["text/html", "image/png", f"{JSON};q=0"])
def test_nothing_acceptable_is_406_in_json(api: Api, accept: str) -> None:
    response = api.post("{ echo }", headers={"Accept": accept})
    assert (response.status_code, content_type(response)) == (406, f"{JSON}; charset=utf-8")
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


@EITHER
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"NONSENSE",
        b'{"query":',
        b'{"query": "{ echo }", "variables": NaN}',
        b"\xff\xfe",
        b"[" * 5000,
        b"[]",
        b'[{"query": "{ echo }"}]',
        b'"{ echo }"',
        b"null",
        b"{}",
        b'{"qeury": "{ echo }"}',
    ],
)
def test_a_body_that_is_no_request_is_400(api: Api, accept: str, body: bytes) -> None:
    headers = {"Content-Type": JSON, "Accept": accept}
    response = api.raw(content=body, headers=headers)
    assert (response.status_code, content_type(response)) == (400, f"{accept}; charset=utf-8")
    assert set(response.json()) == {"errors"}
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


@EITHER
@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in WRONG.items() for value in values],
)
def test_a_parameter_of_a_wrong_type_is_400(api: Api, accept: str, name: str, value: Any) -> None:
    response = api.post(**{"query": "{ echo }", name: value}, headers={"Accept": accept})
    assert response.status_code == 400
    assert name in response.json()["errors"][0]["message"]


@EITHER
def test_null_and_unknown_parameters_are_as_if_left_out(api: Api, accept: str) -> None:
    nulls = {"variables": None, "operationName": None, "extensions": None, "other": 1}
    response = api.post("{ echo }", headers={"Accept": accept}, **nulls)
    assert response.json() == {"data": {"echo": "left out"}}
    assert api.post("{ echo }", extensions={"a": 1}).status_code == 200


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
    ],
)
def test_another_content_type_is_415(api: Api, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = api.raw(content=json.dumps({"query": "{ echo }"}), headers=headers)
    assert (response.status_code, content_type(response)) == (415, f"{JSON}; charset=utf-8")
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


def test_a_compressed_body_is_415(api: Api) -> None:
    assert api.post("{ echo }", headers={"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "Application/JSON"])
def test_json_in_utf_8_is_taken(api: Api, kind: str) -> None:
    body = json.dumps({"query": '{ echo(text: "é") }'}, ensure_ascii=False).encode()
    response = api.raw(content=body, headers={"Content-Type": kind})
    assert response.json() == {"data": {"echo": "é"}}


def test_a_large_body_is_413(api: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = api.post("{ echo }", variables={"a": "a" * 1000})
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_405(api: Api, method: str) -> None:
    response = api.raw(method)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")
    assert content_type(response) == f"{JSON}; charset=utf-8"


@EITHER
def test_a_query_may_be_sent_with_get(api: Api, accept: str) -> None:
    query = "query A { echo } query B($text: String) { echo(text: $text) }"
    params = {"query": query, "variables": '{"text": "hi"}', "operationName": "B"}
    response = api.raw("GET", params=params, headers={"Accept": accept})
    assert (response.status_code, response.json()) == (200, {"data": {"echo": "hi"}})
    assert response.headers["cache-control"] == "no-store"


def test_empty_parameters_of_get_are_as_if_left_out(api: Api) -> None:
    params = {"query": "{ echo }", "variables": "", "operationName": "", "extensions": ""}
    assert api.raw("GET", params=params).json() == {"data": {"echo": "left out"}}


@pytest.mark.parametrize(
    "params", [{}, {"query": "{ echo }", "variables": "["}, {"query": "{echo}", "variables": "[]"}]
)
def test_bad_parameters_of_get_are_400(api: Api, params: dict[str, str]) -> None:
    assert api.raw("GET", params=params).status_code == 400


def test_a_url_with_very_many_parameters_is_400(api: Api) -> None:
    response = api.http.get("/graphql?query={echo}" + "&a" * 1001)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "INVALID"


@EITHER
def test_a_mutation_with_get_is_405_and_not_performed(api: Api, accept: str) -> None:
    params = {"query": "query A { echo } mutation B { try(input: {}) { seen } }"}
    response = api.raw("GET", params={**params, "operationName": "B"}, headers={"Accept": accept})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert PERFORMED == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"query": "{"}, 400),
        ({"query": ""}, 400),
        ({"query": "{ nothing }"}, 422),
        ({"query": "{ echo(text: 5) }"}, 422),
        ({"query": "{ echo }", "operationName": "B"}, 422),
        ({"query": "query A { echo } query B { echo }"}, 422),
        ({"query": "query ($a: Int!) { __typename echo @skip(if: $a) }"}, 422),
        ({"query": "query ($t: String) { echo(text: $t) }", "variables": {"t": 5}}, 422),
    ],
)
def test_what_is_not_executed_tells_by_its_status(
    api: Api, body: dict[str, Any], status: int
) -> None:
    new = api.raw(json=body, headers={"Accept": GRAPHQL})
    old = api.raw(json=body, headers={"Accept": JSON})
    assert (new.status_code, old.status_code) == (status, 200)
    assert new.json() == old.json()
    assert set(new.json()) == {"errors"}
    assert {error["extensions"]["code"] for error in new.json()["errors"]} == {"INVALID"}


def test_an_error_of_a_field_is_200_with_data(api: Api) -> None:
    response = api.post('{ echo fail(kind: "domain") }', headers={"Accept": GRAPHQL})
    assert response.status_code == 200
    assert response.json()["data"] == {"echo": "left out", "fail": None}


def test_the_request_id_is_the_callers_or_new(api: Api) -> None:
    mine = "01890a5d-ac96-774b-bcce-b302099a8057"
    assert api.post("{ echo }", headers={"X-Request-ID": mine}).headers["x-request-id"] == mine
    made = api.post("{ echo }", headers={"X-Request-ID": "<script>"}).headers["x-request-id"]
    assert made[14] == "7"
    assert made != api.post("{ echo }").headers["x-request-id"]
