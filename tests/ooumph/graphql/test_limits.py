"""The bounds of a document, each with its own clear error, and what staff alone may ask."""

from typing import Any

import pytest

from tests.ooumph.graphql.conftest import GRAPHQL, Api
from tests.ooumph.graphql.schema import COUNTED

INTROSPECTION = "{ __schema { queryType { name } } }"


def refusal(api: Api, query: str, **body: Any) -> tuple[int, str]:
    """The status and first message with which `query` is refused."""
    response = api.post(query, headers={"Accept": GRAPHQL}, **body)
    answer = response.json()
    assert set(answer) == {"errors"}, answer
    assert all(error["extensions"] == {"code": "INVALID"} for error in answer["errors"])
    return response.status_code, answer["errors"][0]["message"]


def test_a_document_has_at_most_16_kib(api: Api) -> None:
    padding = "#" * (16_384 - len("{ echo }"))
    assert api.data("{ echo }" + padding) == {"echo": "left out"}
    status, message = refusal(api, "{ echo }#" + padding)
    assert (status, message) == (413, "The document is too long; at most 16384 bytes.")
    assert refusal(api, "{ echo }#" + "é" * 8_190)[0] == 413


def test_a_document_has_at_most_2000_tokens(api: Api) -> None:
    status, message = refusal(api, "{" + "a " * 2_000 + "}")
    assert status == 400
    assert "2000" in message
    assert "tokens" in message


def test_comments_are_bounded(api: Api) -> None:
    assert refusal(api, "#\n" * 2_001 + "{ echo }")[0] == 400


def test_a_document_has_at_most_15_levels(api: Api) -> None:
    def nested(levels: int) -> str:
        return "{ a " * levels + "}" * levels

    assert refusal(api, nested(16)) == (422, "The document has too many levels; at most 15.")
    assert "levels" not in str(api.run(nested(15)))
    deep = "".join(f"fragment F{n} on Query {{ a {{ ...F{n + 1} }} }} " for n in range(15))
    query = "{ ...F0 } " + deep + "fragment F15 on Query { a }"
    assert refusal(api, query) == (422, "The document has too many levels; at most 15.")


def test_very_deep_nesting_is_refused_and_not_a_crash(api: Api) -> None:
    assert refusal(api, "{ a " * 500 + "}" * 500)[0] == 400
    assert refusal(api, "{ echo(text: " + "[" * 900 + "]" * 900 + ") }")[0] == 400


def test_a_cycle_of_fragments_is_refused(api: Api) -> None:
    answer = api.run("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert set(answer) == {"errors"}


def test_a_document_has_at_most_30_aliases(api: Api) -> None:
    query = "{" + " ".join(f"a{n}: echo" for n in range(30)) + "}"
    assert len(api.data(query)) == 30
    query = "{" + " ".join(f"a{n}: echo" for n in range(31)) + "}"
    assert refusal(api, query) == (422, "The document has too many aliases; at most 30.")


@pytest.mark.parametrize(
    "selection",
    ["echo", "...A", "... on Query { echo }", "... { echo }", "... @skip(if: true) {echo}"],
)
def test_a_selection_is_repeated_at_most_10_times(api: Api, selection: str) -> None:
    fragment = " fragment A on Query { echo }" if selection == "...A" else ""
    message = "The document has the same selection too often in one place; at most 10."
    assert refusal(api, "{" + f"{selection} " * 11 + "}" + fragment) == (422, message)
    assert "data" in api.run("{ echo " + f"{selection} " * 9 + "}" + fragment)


def test_a_document_has_at_most_30_directives(api: Api) -> None:
    query = "{ echo " + "@skip(if: false) " * 31 + "}"
    assert refusal(api, query) == (422, "The document has too many directives; at most 30.")


@pytest.mark.parametrize("where", ["echo(text: {})", "items(first: {}) {{ totalCount }}"])
def test_a_number_has_at_most_400_digits(api: Api, where: str) -> None:
    message = "The document has a number with too many digits; at most 400."
    for digits in (401, 5000):
        assert refusal(api, "{" + where.format("9" * digits) + "}") == (422, message)
    assert "digits" not in str(api.run("{" + where.format("9" * 400) + "}"))


ITEMS = "items(first: %s) { edges { node { children(first: %s) { edges { node { key } } } } } }"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{" + ITEMS % (100, 100) + "}", {}),
        ("query ($n: Int) {" + ITEMS % ("$n", "$n") + "}", {"n": 100}),
        ("query ($n: Int = 100) {" + ITEMS % ("$n", "$n") + "}", {}),
        ("{ ...A } fragment A on Query {" + ITEMS % (100, 100) + "}", {}),
        ("{ ... on Query {" + ITEMS % (100, 100) + "} }", {}),
        ("{" + ITEMS % (1_000_000, 50) + "}", {}),
    ],
)
def test_the_cost_multiplies_first_through_nested_lists(
    api: Api, query: str, variables: dict[str, int]
) -> None:
    status, message = refusal(api, query, variables=variables)
    assert status == 422
    assert message.endswith("at most 10000. Ask for shorter lists.")
    assert COUNTED == []


def test_the_cost_is_the_objects_of_full_lists(api: Api, settings: Any) -> None:
    # items, 10 x (edges, node, author) and things, 10 x author
    query = (
        "{ items(first: 10) { edges { node { key author { key } } } } things { author { key } } }"
    )
    settings.GRAPHQL_LIMITS = {"cost": 1 + 10 * 3 + 1 + 10}
    assert "data" in api.run(query)
    settings.GRAPHQL_LIMITS = {"cost": 41}
    message = "The operation costs 42; at most 41. Ask for shorter lists."
    assert refusal(api, query) == (422, message)


def test_only_the_operation_that_runs_is_priced(api: Api) -> None:
    query = "query A { echo } query B {" + ITEMS % (100, 100) + "}"
    response = api.raw(json={"query": query, "operationName": "A"})
    assert response.json() == {"data": {"echo": "left out"}}


def test_a_first_left_out_or_null_counts_as_twenty(api: Api, settings: Any) -> None:
    settings.GRAPHQL_LIMITS = {"cost": 40}
    for first in ("", "(first: null)"):
        query = "{ items%s { edges { node { key } } } }" % first  # noqa: UP031
        message = "The operation costs 41; at most 40. Ask for shorter lists."
        assert refusal(api, query) == (422, message)


def test_names_are_not_suggested_and_introspection_is_closed(
    api: Api, transactional_db: None
) -> None:
    assert refusal(api, "{ ecko }") == (422, "Cannot query field 'ecko' on type 'Query'.")
    answer = api.run("query ($c: Color) { echo } ", c="x")
    assert "Did you mean" not in str(answer)
    assert "introspection" in refusal(api, INTROSPECTION)[1]
    assert "introspection" in refusal(api, '{ __type(name: "Query") { name } }')[1]
    assert api.data("{ __typename items { __typename } }")["__typename"] == "Query"


def test_enum_words_are_not_suggested(api: Api) -> None:
    query = "mutation ($color: Color) { try(input: {color: $color}) { seen } }"
    status, message = refusal(api, query, variables={"color": "REDD"})
    assert status == 422
    assert "Did you mean" not in message


def test_a_member_may_not_introspect(api: Api, member: Any) -> None:
    api.sign_in(member)
    assert "introspection" in refusal(api, INTROSPECTION)[1]


def test_staff_may_introspect_and_gets_suggestions(api: Api, staff: Any) -> None:
    api.sign_in(staff)
    assert api.data(INTROSPECTION) == {"__schema": {"queryType": {"name": "Query"}}}
    assert "Did you mean 'echo'?" in refusal(api, "{ ecko }")[1]


def test_debug_opens_introspection_and_suggestions(api: Api, settings: Any) -> None:
    settings.DEBUG = True
    assert api.data(INTROSPECTION) == {"__schema": {"queryType": {"name": "Query"}}}
    assert "Did you mean 'echo'?" in refusal(api, "{ ecko }")[1]


def test_the_introspection_of_a_tool_fits_the_limits(api: Api, settings: Any) -> None:
    from graphql import get_introspection_query

    settings.DEBUG = True
    assert len(api.data(get_introspection_query())["__schema"]["types"]) > 20


def test_a_limit_is_a_setting(api: Api, settings: Any) -> None:
    settings.GRAPHQL_LIMITS = {"aliases": 1}
    assert refusal(api, "{ a: echo b: echo }") == (
        422,
        "The document has too many aliases; at most 1.",
    )
