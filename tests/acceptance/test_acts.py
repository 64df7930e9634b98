"""Every act of a member leaves exactly its rows, and every mutation is such an act."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.module_loading import import_string
from neomodel import StructuredNode, db

import tests.acceptance.acts  # noqa: F401  (registers them)
from ooumph.schema import schema
from tests.acceptance.world import ACTS, Row, World
from tests.api import Client, event_ids, recorded
from user_activity.registry import CONNECTION_MODEL, TRACKED, UNTRACKED


def told(world: World, row: dict[str, Any]) -> Row:
    """A stored row as the table of acts writes it."""
    user = world.name_of(row["user_id"])
    if row["table"] == "user_activity":
        return (user, row["activity_type"])
    if row["table"] == "content_interaction":
        return (user, f"{row['content_type']}:{row['interaction_type']}", row["content_id"])
    target = world.name_of(row["target_user_id"])
    return (user, row["interaction_type"], target, row["context_type"], row["context_id"])


@pytest.mark.parametrize(
    ("act", "given"),
    [pytest.param(act, given, id=f"{name}-{act.__name__}") for name, act, given in ACTS],
)
def test_an_act_leaves_exactly_its_rows(
    member: Callable[[str], Client],
    client_of_nobody: Callable[[], Client],
    act: Callable[[World], list[Row]],
    given: Callable[[World], None] | None,
) -> None:
    world = World(member("ada"), member("bob"), member("cleo"), client_of_nobody)
    if given is not None:
        given(world)
    before = event_ids()

    expected = act(world)

    rows = recorded(since=before)
    assert Counter(told(world, row) for row in rows) == Counter(expected)
    for row in rows:
        assert row["source"] in ("api", "client")
        assert row["ip"] == "127.0.0.0"
        assert row["request_id"] is not None


def test_every_mutation_is_tracked_or_says_why_not() -> None:
    mutations = set(schema.graphql_schema.mutation_type.fields)
    acting = {name for name, _, _ in ACTS}

    assert mutations - acting == set()
    assert set(UNTRACKED.mutations) <= mutations
    assert all(UNTRACKED.mutations.values())


def test_an_act_without_rows_is_on_the_list_of_the_untracked(
    member: Callable[[str], Client], client_of_nobody: Callable[[], Client]
) -> None:
    world = World(member("ada"), member("bob"), member("cleo"), client_of_nobody)
    for name, act, given in ACTS:
        if name in UNTRACKED.mutations:
            assert given is None
            assert act(world) == []


def test_every_node_is_tracked_or_says_why_not() -> None:
    nodes = {
        f"{node.__module__}.{node.__name__}"
        for node in db._NODE_CLASS_REGISTRY.values()
        if issubclass(node, StructuredNode) and not node.__module__.startswith("tests.")
    }
    tracked = {row.model for row in TRACKED} | {CONNECTION_MODEL}

    assert nodes == tracked | set(UNTRACKED.models)
    assert all(import_string(model) for model in nodes)
    assert all(UNTRACKED.models.values())
