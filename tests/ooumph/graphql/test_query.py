"""Queries over HTTP: permissions, errors, pages and batched look-ups."""

from typing import Any

import pytest

from tests.ooumph.graphql.conftest import Api
from tests.ooumph.graphql.schema import COUNTED, LOADED

PAGE = """
query ($first: Int, $after: String) {
  items(first: $first, after: $after) {
    edges { cursor node { key } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def extensions(answer: dict[str, Any]) -> list[dict[str, str]]:
    return [error["extensions"] for error in answer["errors"]]


def test_a_permission_is_checked_before_the_resolver(api: Api, member: Any) -> None:
    answer = api.run("{ me secret }")
    assert answer["data"] == {"me": None, "secret": None}
    assert extensions(answer) == [{"code": "UNAUTHENTICATED"}] * 2
    api.sign_in(member)
    answer = api.run("{ me secret }")
    assert answer["data"] == {"me": "ada", "secret": None}
    assert extensions(answer) == [{"code": "FORBIDDEN"}]


def test_a_list_has_its_permission_too(api: Api, member: Any) -> None:
    assert extensions(api.run("{ myItems { totalCount } }")) == [{"code": "UNAUTHENTICATED"}]
    api.sign_in(member)
    assert api.data("{ myItems { totalCount } }") == {"myItems": {"totalCount": 250}}


def test_an_argument_is_bounded(api: Api) -> None:
    assert api.data('{ echo(text: "0123456789") }') == {"echo": "0123456789"}
    assert api.data("{ echo(text: null) }") == {"echo": "None"}
    answer = api.run('{ echo(text: "0123456789x") }')
    assert answer["data"] == {"echo": None}
    assert extensions(answer) == [{"code": "INVALID", "field": "text"}]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("domain", {"code": "NOT_FOUND", "field": "kind"}),
        ("limited", {"code": "RATE_LIMITED"}),
        ("validation", {"code": "INVALID", "field": "firstName"}),
        ("infrastructure", {"code": "UNAVAILABLE"}),
    ],
)
def test_an_error_has_a_code(api: Api, kind: str, expected: dict[str, str]) -> None:
    answer = api.run("query ($kind: String!) { echo fail(kind: $kind) }", kind=kind)
    assert answer["data"] == {"echo": "left out", "fail": None}
    assert extensions(answer) == [expected]
    assert "internal" not in str(answer)


def test_a_bug_is_masked(api: Api) -> None:
    response = api.post('{ fail(kind: "bug") }')
    request_id = response.headers["x-request-id"]
    assert extensions(response.json()) == [{"code": "UNAVAILABLE", "requestId": request_id}]
    assert "SELECT" not in response.text


@pytest.mark.parametrize("field", ["naive", "required"])
def test_a_value_that_breaks_its_type_is_masked(api: Api, field: str) -> None:
    answer = api.run("{ outputs { color at json " + field + " } }")
    (error,) = answer["errors"]
    assert error["message"].startswith("Internal error")


def test_values_go_out_as_their_types_say(api: Api) -> None:
    expected = {"color": "DARK_BLUE", "at": "2026-03-01T12:00:00+00:00", "json": {"a": [1]}}
    assert api.data("{ outputs { color at json } }") == {"outputs": expected}


def test_pages_follow_one_another_without_gap_or_repetition(api: Api) -> None:
    keys: list[int] = []
    cursors: list[str] = []
    after, more = None, True
    while more:
        page = api.data(PAGE, first=100, after=after)["items"]
        info, edges = page["pageInfo"], page["edges"]
        assert info["hasPreviousPage"] is (after is not None)
        assert (info["startCursor"], info["endCursor"]) == (edges[0]["cursor"], edges[-1]["cursor"])
        keys += [edge["node"]["key"] for edge in edges]
        cursors.append(info["endCursor"])
        after, more = info["endCursor"], info["hasNextPage"]
    assert keys == list(range(250))
    page = api.data(PAGE, after=cursors[-1])["items"]
    none = {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None}
    assert page == {"edges": [], "pageInfo": none}


def test_a_page_has_20_items_when_nothing_is_said(api: Api) -> None:
    for answer in (api.data(PAGE), api.data(PAGE, first=None, after=None)):
        assert len(answer["items"]["edges"]) == 20


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
def test_first_is_from_1_to_100(api: Api, first: int) -> None:
    answer = api.run("query ($n: Int) { items(first: $n) { totalCount } }", n=first)
    assert extensions(answer) == [{"code": "INVALID", "field": "first"}]
    assert COUNTED == []


def test_a_cursor_that_this_list_did_not_make_is_invalid(api: Api) -> None:
    cursor = api.data(PAGE, first=1)["items"]["pageInfo"]["endCursor"]
    query = "query ($after: String) { otherItems(after: $after) { totalCount } }"
    foreign = api.run(query, after=cursor)
    assert extensions(foreign) == [{"code": "INVALID", "field": "after"}]
    middle = len(cursor) // 2
    changed = "A" if cursor[middle] != "A" else "B"
    for after in (
        "",
        "5",
        "é",
        "x" * 2000,
        cursor[:-2],
        cursor[:middle] + changed + cursor[middle + 1 :],
    ):
        assert extensions(api.run(PAGE, after=after)) == [{"code": "INVALID", "field": "after"}]


def test_a_list_is_counted_only_when_asked(api: Api) -> None:
    assert api.data("{ items { edges { node { key } } hiddenCount } }")["items"]["hiddenCount"] == 3
    assert COUNTED == []
    assert api.data("{ items(first: 1) { totalCount } }") == {"items": {"totalCount": 250}}
    assert COUNTED == ["items"]


def test_a_list_of_another_type_is_paged_and_bounded(api: Api) -> None:
    children = "children(first: %d) { edges { node { key } } pageInfo { hasNextPage } }"
    query = "{ items(first: 1) { edges { node { " + children + " } } } }"
    page = {"edges": [{"node": {"key": 0}}], "pageInfo": {"hasNextPage": True}}
    assert api.data(query % 1) == {"items": {"edges": [{"node": {"children": page}}]}}
    assert extensions(api.run(query % 101)) == [{"code": "INVALID", "field": "first"}]


def test_the_authors_of_a_page_are_one_look_up(api: Api) -> None:
    edges = api.data("{ items { edges { node { author { key } } } } }")["items"]["edges"]
    authors = [edge["node"]["author"] for edge in edges]
    assert authors == [None if n % 7 == 6 else {"key": n % 7} for n in range(20)]
    assert [sorted(keys) for keys in LOADED] == [[0, 1, 2, 3, 4, 5, 6]]


def test_what_is_not_selected_is_not_looked_up(api: Api) -> None:
    api.data("{ items { edges { node { key } } } }")
    assert LOADED == []


def test_two_lists_of_one_request_share_what_was_looked_up(api: Api) -> None:
    author = "{ edges { node { author { key } } } }"
    api.data("{ items " + author + " otherItems(first: 100) " + author + "}")
    assert len(LOADED) == 1
    api.data("{ items(first: 1) " + author + "}")
    assert LOADED[1:] == [[0]]
