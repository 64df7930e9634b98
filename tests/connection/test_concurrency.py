"""Members who act at the same instant, over real HTTP."""

from collections.abc import Callable
from functools import partial

import pytest
from neo4j import Driver

from tests.api import Client, event_ids, recorded
from tests.connection.acts import ONE, ask, codes, connect
from tests.watching import at_once

ROUNDS = 4


def found(graph: Driver) -> list[tuple[str, int]]:
    """(status, how many) of the connections there are."""
    with graph.session() as session:
        rows = session.run("MATCH (c:Connection) RETURN c.status, count(*)")
        return sorted((row[0], row[1]) for row in rows)


def words(before: set[object]) -> list[str]:
    """The words of the social rows since then."""
    rows = recorded(since=before)
    return sorted(row["interaction_type"] for row in rows if "target_user_id" in row)


def test_the_same_request_four_times_is_one(member: Callable[..., Client], graph: Driver) -> None:
    ada = member("ada")
    for number in range(ROUNDS):
        other = member(f"m{number}")
        before = event_ids()
        send = partial(ada.payload, "sendConnectionRequest", {"userId": other.id}, ONE)
        assert codes(at_once(*[send] * 4)) == {"ok": 1, "CONFLICT": 3}
        assert words(before) == ["connection_request"]
    assert found(graph) == [("pending", ROUNDS)]


def test_two_who_ask_each_other_are_connected_once(
    member: Callable[..., Client], graph: Driver
) -> None:
    ada = member("ada")
    for number in range(ROUNDS):
        other = member(f"m{number}")
        before = event_ids()
        answers = at_once(
            partial(ada.payload, "sendConnectionRequest", {"userId": other.id}, ONE),
            partial(other.payload, "sendConnectionRequest", {"userId": ada.id}, ONE),
        )
        assert codes(answers) == {"ok": 2}
        assert {answer["connection"]["status"] for answer in answers} == {"PENDING", "ACCEPTED"}
        assert len({answer["connection"]["id"] for answer in answers}) == 1
        assert words(before) == ["connection_accept", "connection_request"]
    assert found(graph) == [("accepted", ROUNDS)]


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_given_four_times_is_one(ada: Client, bob: Client, verb: str) -> None:
    connection = ask(ada, bob)
    before = event_ids()
    answer = partial(bob.payload, f"{verb}Connection", {"connectionId": connection["id"]}, ONE)
    assert codes(at_once(*[answer] * 4)) == {"ok": 4}
    assert words(before) == [f"connection_{verb}"]


def test_accepted_or_cancelled_never_both(member: Callable[..., Client]) -> None:
    ada = member("ada")
    for number in range(ROUNDS):
        other = member(f"m{number}")
        connection = {"connectionId": ask(ada, other)["id"]}
        before = event_ids()
        answers = at_once(
            partial(other.payload, "acceptConnection", connection, ONE),
            partial(ada.payload, "cancelConnection", connection, ONE),
        )
        assert codes(answers) == {"ok": 1, "CONFLICT": 1}
        assert len(words(before)) == 1


def test_a_block_and_a_request_leave_nothing_open(
    member: Callable[..., Client], graph: Driver
) -> None:
    ada = member("ada")
    for number in range(ROUNDS):
        other = member(f"m{number}")
        block, request = at_once(
            partial(ada.payload, "blockUser", {"userId": other.id}, "user { id }"),
            partial(other.payload, "sendConnectionRequest", {"userId": ada.id}, ONE),
        )
        assert codes([block]) == {"ok": 1}
        assert codes([request]) in ({"ok": 1}, {"NOT_FOUND": 1})
    assert [status for status, _ in found(graph) if status != "cancelled"] == []


@pytest.mark.parametrize("verb", ["block", "unblock", "mute", "unmute"])
def test_four_at_once_leave_one_row(ada: Client, bob: Client, verb: str) -> None:
    if verb.startswith("un"):
        ada.mutate(f"{verb.removeprefix('un')}User", {"userId": bob.id})
    before = event_ids()
    act = partial(ada.payload, f"{verb}User", {"userId": bob.id}, "user { id }")
    assert codes(at_once(*[act] * 4)) == {"ok": 4}
    assert words(before) == [verb]


def test_a_block_while_the_other_removes_ends_the_connection_once(
    ada: Client, bob: Client, graph: Driver
) -> None:
    connection = connect(ada, bob)
    before = event_ids()
    at_once(
        partial(ada.payload, "blockUser", {"userId": bob.id}, "user { id }"),
        partial(bob.payload, "removeConnection", {"connectionId": connection["id"]}, ONE),
    )
    assert found(graph) == [("removed", 1)]
    assert words(before) in (["block"], ["block", "connection_remove"])
