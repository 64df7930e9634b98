"""A guarded look-up is waited for no longer than its time-out, and then forgotten."""

import threading

import pytest
from django.conf import LazySettings

from ooumph.graph.reading import POOL_THREADS
from tests.watching import counted_queries
from user_activity import lookups

pytestmark = pytest.mark.usefixtures("graph")


def test_a_look_up_that_nobody_waits_for_is_not_made(settings: LazySettings) -> None:
    settings.GRAPH_LOOKUP_TIMEOUT_SECONDS = 0.05
    answered = threading.Event()
    busy = [lookups.READER._pool.submit(answered.wait) for _ in range(POOL_THREADS)]

    with counted_queries() as queries:
        with pytest.raises(lookups.LookupFailed, match="timeout"):
            lookups.look_up("RETURN 1")
        answered.set()
        assert all(future.result() for future in busy)
        assert lookups.READER._pool.submit(lambda: "next").result() == "next"

    assert queries.graph == []


def test_two_values_where_one_is_expected_are_ambiguous() -> None:
    for rows, reason in (([], "missing"), ([[None]], "dangling"), ([[1], [2]], "ambiguous")):
        with pytest.raises(lookups.LookupFailed, match=reason):
            lookups.one(rows)
    assert lookups.one([[1], [1]]) == 1


def test_a_mistake_of_ours_is_not_taken_for_a_graph_that_is_down() -> None:
    with pytest.raises(lookups.LookupFailed, match="error"):
        lookups.look_up("NO CYPHER")
