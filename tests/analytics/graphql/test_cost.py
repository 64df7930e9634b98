"""A list of days is priced by the days that are asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from ooumph.graphql.cost import operation_cost
from ooumph.schema import schema
from tests.api import Client

TRENDS = "engagementTrends(range: %s) { points { events } meta { timezone } }"


def cost(text: str, **variables: Any) -> int:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation_cost(schema.graphql_schema, document, operation, variables)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("null", 30),
        ("{last: YEAR}", 365),
        ('{to: "2026-05-01"}', 30),
        ('{from: "2026-05-01", to: "2026-05-07"}', 7),
        ('{from: "2000-01-01", to: "2026-05-07"}', 1),  # It is too long, and refused.
        ('{from: "2026-05-07", to: "2026-05-01"}', 1),  # Likewise, backwards.
        ('{from: "soon"}', 1),
    ],
)
def test_a_list_of_days_costs_its_days(said: str, days: int) -> None:
    assert cost("{" + TRENDS % said + "}") == 1 + days + 1


def test_whatever_way_the_range_is_said() -> None:
    week = {"from": "2026-05-01", "to": "2026-05-07"}
    declared = 'query($range: DateRangeInput, $to: Date = "2026-05-07") {'
    assert cost(declared + TRENDS % "$range" + "}", range=week) == 9
    assert cost(declared + TRENDS % '{from: "2026-05-01", to: $to}' + "}") == 9
    assert cost(declared + TRENDS % "$range" + "}") == 32
    fragment = " fragment Points on EngagementTrends { points { events } }"
    two = "a: engagementTrends(range: {last: WEEK}) { ...Points } "
    two += "b: engagementTrends(range: {last: YEAR}) { ...Points }"
    assert cost("{" + two + "}" + fragment) == 1 + 7 + 1 + 365


@pytest.mark.django_db
def test_many_decades_are_refused(member: Callable[..., Client]) -> None:
    decade = '{from: "2016-06-01", to: "2026-06-01"}'
    many = " ".join(f"n{n}: {TRENDS % decade}" for n in range(3))

    assert "errors" not in member("ada").post("{" + TRENDS % decade + "}").json()
    (error,) = member("eve").post("{" + many + "}").json()["errors"]

    assert error["message"] == "The operation costs 10965; at most 10000. Ask for shorter lists."
