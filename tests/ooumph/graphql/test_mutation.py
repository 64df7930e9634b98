"""Mutations over HTTP: bounds, permissions and errors in the payload."""

from typing import Any

import pytest

from tests.ooumph.graphql.conftest import Api
from tests.ooumph.graphql.schema import PERFORMED

TRY = "mutation ($input: TryInput!) { try(input: $input) { seen errors { code field message } } }"


def attempt(api: Api, **values: Any) -> dict[str, Any]:
    payload: dict[str, Any] = api.data(TRY, input=values)["try"]
    return payload


def test_success_has_the_object_and_no_errors(api: Api) -> None:
    assert attempt(api, text="hello") == {"seen": ["text"], "errors": []}
    assert PERFORMED == [{"text": "hello"}]


def test_left_out_is_not_null(api: Api) -> None:
    attempt(api, text=None, flag=False)
    assert PERFORMED == [{"text": None, "flag": False}]


def test_values_arrive_as_the_service_takes_them(api: Api) -> None:
    unique = "01890a5d-ac96-774b-bcce-b302099a8057"
    attempt(
        api,
        id=7,
        whole=9,
        number=0.5,
        color="DARK_BLUE",
        colors=["RED"],
        json={"a": [{"b": None}]},
        unique=unique.upper(),
        at="2026-03-01T12:00:00+02:00",
        items=[{"any": 1}, 2],
        days={"from": "2026-03-01"},
        blankText="",
    )
    (performed,) = PERFORMED
    assert {name: str(value) for name, value in performed.items()} == {
        "id": "7",
        "whole": "9",
        "number": "0.5",
        "color": "dark_blue",
        "colors": "['red']",
        "json": "{'a': [{'b': None}]}",
        "unique": unique,
        "at": "2026-03-01 10:00:00+00:00",
        "items": "[{'any': 1}, 2]",
        "days": "{'from_': datetime.date(2026, 3, 1)}",
        "blank_text": "",
    }


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("id", "x" * 65, "id"),
        ("id", "", "id"),
        ("id", "a\nb", "id"),
        ("text", "a" * 6, "text"),
        ("text", "   ", "text"),
        ("text", "a\x00b", "text"),
        ("text", "a\x1bb", "text"),
        ("text", "a\x7f\x85", "text"),
        ("blankText", "a" * 6, "blankText"),
        ("whole", 0, "whole"),
        ("whole", 10, "whole"),
        ("number", 0.51, "number"),
        ("json", {"a": "x" * (8192 - len('{"a":""}'))}, None),
        ("json", {"a": "x" * (8193 - len('{"a":""}'))}, "json"),
        ("json", {"a": {"b": {"c": {"d": {"e": 1}}}}}, None),
        ("json", {"a": {"b": {"c": {"d": {"e": []}}}}}, "json"),
        ("json", {"a": "\x00"}, "json"),
        ("json", {"\x00": 1}, "json"),
        ("colors", ["RED"] * 3, "colors"),
        ("texts", [], "texts"),
        ("texts", ["abc", "abcd"], "texts"),
        ("items", [1, 2, 3], "items"),
        ("unique", "01890a5d", "unique"),
        ("unique", "{01890a5d-ac96-774b-bcce-b302099a8057}", "unique"),
        ("days", {"note": "a" * 6}, "days.note"),
    ],
)
def test_a_broken_bound_is_invalid_and_names_the_field(
    api: Api, name: str, value: Any, field: str | None
) -> None:
    payload = attempt(api, **{name: value})
    if field is None:
        assert (payload["errors"], len(PERFORMED)) == ([], 1)
        return
    (error,) = payload["errors"]
    assert (error["code"], error["field"], payload["seen"]) == ("INVALID", field, None)
    assert PERFORMED == []


def test_an_item_of_a_list_is_named_by_its_index(api: Api) -> None:
    (error,) = attempt(api, texts=["abc", "abcd"])["errors"]
    assert error["message"] == "Item 1: At most 3 characters."


@pytest.mark.parametrize(
    "values",
    [
        {"color": "GREEN"},
        {"color": "red"},
        {"unknown": 1},
        {"whole": 1.5},
        {"whole": 2**31},
        {"json": []},
        {"json": "{}"},
        {"at": "2026-03-01T12:00:00"},
        {"at": "2026-03-01"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "yesterday"},
        {"at": 5},
        {"colors": [None]},
        {"days": {"from": "today"}},
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_before_execution(
    api: Api, values: dict[str, Any]
) -> None:
    answer = api.run(TRY, input=values)
    assert set(answer) == {"errors"}
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"INVALID"}
    assert PERFORMED == []


@pytest.mark.parametrize("literal", ["color: GREEN", "at: 5", 'at: "x"', "json: 5", "json: [1]"])
def test_a_literal_of_the_wrong_kind_is_refused_before_execution(api: Api, literal: str) -> None:
    answer = api.run("mutation { try(input: {" + literal + "}) { seen } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID"]
    assert set(answer) == {"errors"}


def test_an_object_may_be_a_literal_with_variables(api: Api) -> None:
    query = "mutation ($a: Int) { try(input: {json: {a: $a, b: [true]}}) { seen } }"
    api.data(query, a=5)
    assert PERFORMED == [{"json": {"a": 5, "b": [True]}}]


FAIL = (
    "mutation ($kind: String!) "
    "{ fail(input: {kind: $kind}) { done errors { code field message } } }"
)


@pytest.mark.parametrize(
    ("kind", "errors"),
    [
        ("conflict", [("CONFLICT", "kind", "Taken.")]),
        ("domain", [("NOT_FOUND", "kind", "No such thing.")]),
        ("limited", [("RATE_LIMITED", None, "Too many requests; try again later.")]),
        ("plain", [("INVALID", None, "No.")]),
        (
            "many",
            [
                ("INVALID", "firstName", "Too odd."),
                ("INVALID", "firstName", "Too long."),
                ("INVALID", None, "No."),
            ],
        ),
        (
            "infrastructure",
            [("UNAVAILABLE", None, "A service that this needs is away; try again shortly.")],
        ),
    ],
)
def test_what_the_core_refuses_is_in_the_payload(
    api: Api, kind: str, errors: list[tuple[str, str | None, str]]
) -> None:
    payload = api.data(FAIL, kind=kind)["fail"]
    found = [(error["code"], error["field"], error["message"]) for error in payload["errors"]]
    assert (payload["done"], found) == (False, errors)


def test_a_bug_is_masked_and_names_the_request(api: Api) -> None:
    response = api.post(FAIL, variables={"kind": "bug"})
    request_id = response.headers["x-request-id"]
    (error,) = response.json()["errors"]
    assert response.json()["data"] == {"fail": None}
    assert error["message"] == f"Internal error; quote {request_id} when reporting it."
    assert error["extensions"] == {"code": "UNAVAILABLE", "requestId": request_id}
    assert "SELECT" not in response.text


JOIN = "mutation { join { username errors { code } } rule { username errors { code } } }"


def test_who_is_not_signed_in_performs_nothing(api: Api) -> None:
    refused = {"username": None, "errors": [{"code": "UNAUTHENTICATED"}]}
    assert api.data(JOIN) == {"join": refused, "rule": refused}
    assert PERFORMED == []


def test_a_member_is_the_actor_and_no_staff(api: Api, member: Any) -> None:
    api.sign_in(member)
    assert api.data(JOIN) == {
        "join": {"username": "ada", "errors": []},
        "rule": {"username": None, "errors": [{"code": "FORBIDDEN"}]},
    }
    assert PERFORMED == [{"actor": "ada"}]


def test_staff_may_rule(api: Api, staff: Any) -> None:
    api.sign_in(staff)
    assert api.data(JOIN)["rule"] == {"username": "root", "errors": []}


def test_an_inactive_user_is_not_signed_in(api: Api, member: Any) -> None:
    api.sign_in(member)
    member.is_active = False
    member.save()
    assert api.data(JOIN)["join"]["errors"] == [{"code": "UNAUTHENTICATED"}]
    assert PERFORMED == []
