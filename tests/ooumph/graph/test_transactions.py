"""What waits for a commit of the graph runs once, after it, and changes nothing about it."""

import pytest
from neo4j.exceptions import TransientError

from ooumph import graph
from ooumph.graph import failures

pytestmark = pytest.mark.usefixtures("graph")


def made() -> int:
    count: int = graph.query("MATCH (t:Thing) RETURN count(t)")[0][0]
    return count


def test_what_was_held_runs_once_the_commit_is_there() -> None:
    seen: list[int] = []

    @graph.write
    def make() -> str:
        graph.query("CREATE (:Thing)")
        graph.after_commit(lambda: seen.append(made()))
        assert seen == []
        return "made"

    assert make() == "made"
    assert seen == [1]


def test_a_failure_after_the_commit_is_no_reason_to_try_again() -> None:
    def fail() -> None:
        raise TransientError

    @graph.write
    def make() -> None:
        graph.query("CREATE (:Thing)")
        graph.after_commit(fail)

    for _ in range(failures.BREAKER.fail_max + 1):
        with pytest.raises(TransientError):
            make()

    assert made() == failures.BREAKER.fail_max + 1
    assert failures.BREAKER.current_state == "closed"


def test_an_inner_write_waits_for_the_outer() -> None:
    seen: list[str] = []

    @graph.write
    def inner() -> None:
        graph.after_commit(lambda: seen.append("inner"))

    @graph.write
    def outer() -> None:
        inner()
        assert seen == []

    outer()
    assert seen == ["inner"]


def test_without_a_transaction_there_is_nothing_to_wait_for() -> None:
    seen: list[str] = []
    graph.after_commit(lambda: seen.append("now"))
    assert seen == ["now"]
