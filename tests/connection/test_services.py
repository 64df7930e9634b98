"""Requests and what becomes of them: who may, and the rows each act leaves."""

from typing import Any

import pytest
from neo4j import Driver

from connection.models import Connection
from tests.api import Client, event_ids, recorded
from tests.connection.acts import ask, change, connect, social


def statuses(graph: Driver) -> list[str]:
    with graph.session() as session:
        found = session.run("MATCH (c:Connection) RETURN c.status ORDER BY c.created_at, c.uid")
        return [row[0] for row in found]


def test_a_request_leaves_its_create_and_its_request(ada: Client, bob: Client) -> None:
    before = event_ids()
    connection = ask(ada, bob, "We met in Turin.")
    rows = recorded(since=before)
    assert connection == {
        "id": connection["id"],
        "status": "PENDING",
        "note": "We met in Turin.",
        "requester": {"id": ada.id},
        "receiver": {"id": bob.id},
        "other": {"id": bob.id},
    }
    assert social(rows) == [
        ("connection_request", int(ada.id), int(bob.id), "connection", connection["id"])
    ]
    assert len(rows) == 2
    assert {row["act_id"] for row in rows} == {rows[0]["act_id"]}
    (created,) = [row for row in rows if row["table"] == "content_interaction"]
    assert (created["user_id"], created["content_id"], created["author_id"]) == (
        int(ada.id),
        connection["id"],
        int(ada.id),
    )


def test_a_request_is_in_the_graph_with_both_its_ends(
    ada: Client, bob: Client, graph: Driver
) -> None:
    connection = ask(ada, bob)
    with graph.session() as session:
        found = session.run(
            "MATCH (a:UserNode)-[:REQUESTED]->(c:Connection)-[:ASKS]->(b:UserNode) "
            "RETURN a.user_id, c.uid, b.user_id"
        )
        assert [tuple(row) for row in found] == [(int(ada.id), connection["id"], int(bob.id))]


@pytest.mark.parametrize(
    ("verb", "by_receiver", "status", "word"),
    [
        ("accept", True, "ACCEPTED", "connection_accept"),
        ("decline", True, "DECLINED", "connection_decline"),
        ("cancel", False, "CANCELLED", "connection_cancel"),
    ],
)
def test_what_becomes_of_a_request(
    ada: Client, bob: Client, verb: str, by_receiver: bool, status: str, word: str
) -> None:
    connection = ask(ada, bob)
    actor, other = (bob, ada) if by_receiver else (ada, bob)
    before = event_ids()
    assert change(actor, verb, connection) == status
    expected = [(word, int(actor.id), int(other.id), "connection", connection["id"])]
    assert social(recorded(since=before)) == expected
    assert change(actor, verb, connection) == status, "again changes nothing"
    assert social(recorded(since=before)) == expected


@pytest.mark.parametrize("by_receiver", [True, False])
def test_either_removes_a_connection(ada: Client, bob: Client, by_receiver: bool) -> None:
    connection = connect(ada, bob)
    actor, other = (bob, ada) if by_receiver else (ada, bob)
    before = event_ids()
    assert change(actor, "remove", connection) == "REMOVED"
    expected = [("connection_remove", int(actor.id), int(other.id), "connection", connection["id"])]
    assert social(recorded(since=before)) == expected
    assert change(other, "remove", connection) == "REMOVED", "it is gone for both"
    assert social(recorded(since=before)) == expected


def test_a_crossed_request_accepts(ada: Client, bob: Client, graph: Driver) -> None:
    connection = ask(ada, bob)
    before = event_ids()
    crossed = ask(bob, ada, "Me too.")
    assert (crossed["id"], crossed["status"]) == (connection["id"], "ACCEPTED")
    assert social(recorded(since=before)) == [
        ("connection_accept", int(bob.id), int(ada.id), "connection", connection["id"])
    ]
    assert statuses(graph) == ["accepted"]


@pytest.mark.parametrize("verb", ["decline", "cancel", "remove"])
def test_what_is_over_may_be_asked_again(
    ada: Client, bob: Client, graph: Driver, verb: str
) -> None:
    first = connect(ada, bob) if verb == "remove" else ask(ada, bob)
    change(ada if verb == "cancel" else bob, verb, first)
    before = event_ids()
    again = ask(bob, ada)
    assert again["id"] != first["id"]
    assert again["status"] == "PENDING"
    assert len(recorded(since=before)) == 2
    assert len(statuses(graph)) == 2


REFUSED_REQUESTS = [
    ("oneself", "INVALID"),
    ("asked", "CONFLICT"),
    ("connected", "CONFLICT"),
    ("missing", "NOT_FOUND"),
    ("no number", "NOT_FOUND"),
]


@pytest.mark.parametrize(("case", "code"), REFUSED_REQUESTS)
def test_a_refused_request_changes_nothing(
    ada: Client, bob: Client, graph: Driver, case: str, code: str
) -> None:
    if case == "asked":
        ask(ada, bob)
    if case == "connected":
        connect(bob, ada)
    ids = {"oneself": ada.id, "missing": "999999", "no number": "x1"}
    before, known = event_ids(), statuses(graph)
    error = ada.refusal("sendConnectionRequest", {"userId": ids.get(case, bob.id)})
    assert (error["code"], error["field"]) == (code, "userId")
    assert recorded(since=before) == []
    assert statuses(graph) == known


@pytest.mark.parametrize(
    ("verb", "who", "accepted", "code"),
    [
        ("accept", "requester", False, "FORBIDDEN"),
        ("decline", "requester", False, "FORBIDDEN"),
        ("cancel", "receiver", False, "FORBIDDEN"),
        ("remove", "requester", False, "CONFLICT"),
        ("remove", "receiver", False, "CONFLICT"),
        ("decline", "receiver", True, "CONFLICT"),
        ("cancel", "requester", True, "CONFLICT"),
        ("accept", "stranger", False, "NOT_FOUND"),
        ("decline", "stranger", False, "NOT_FOUND"),
        ("cancel", "stranger", False, "NOT_FOUND"),
        ("remove", "stranger", True, "NOT_FOUND"),
    ],
)
def test_a_refused_change_changes_nothing(
    ada: Client,
    bob: Client,
    eve: Client,
    graph: Driver,
    verb: str,
    who: str,
    accepted: bool,
    code: str,
) -> None:
    connection = connect(ada, bob) if accepted else ask(ada, bob)
    actor = {"requester": ada, "receiver": bob, "stranger": eve}[who]
    before = event_ids()
    error = actor.refusal(f"{verb}Connection", {"connectionId": connection["id"]})
    assert (error["code"], error["field"]) == (code, "connectionId")
    assert recorded(since=before) == []
    assert statuses(graph) == ["accepted" if accepted else "pending"]
    if who == "stranger":
        missing = actor.refusal(f"{verb}Connection", {"connectionId": "none"})
        assert missing == error, "what one may not see is as what does not exist"


def test_nobody_changes_anything(ada: Client, bob: Client, client_of_nobody: Any) -> None:
    connection = ask(ada, bob)
    before = event_ids()
    nobody = client_of_nobody()
    for verb in ("accept", "decline", "cancel", "remove"):
        error = nobody.refusal(f"{verb}Connection", {"connectionId": connection["id"]})
        assert error["code"] == "UNAUTHENTICATED"
    for name in ("sendConnectionRequest", "blockUser", "unblockUser", "muteUser", "unmuteUser"):
        assert nobody.refusal(name, {"userId": bob.id})["code"] == "UNAUTHENTICATED"
    assert recorded(since=before) == []


def test_a_change_outside_the_api_leaves_the_same_row(ada: Client, bob: Client) -> None:
    connection = ask(ada, bob)
    before = event_ids()
    node = Connection.nodes.get(uid=connection["id"])
    node.status = "accepted"
    node.save()
    node.save()
    rows = recorded(since=before)
    assert social(rows) == [
        ("connection_accept", int(bob.id), int(ada.id), "connection", connection["id"])
    ]
    assert rows[0]["source"] == "signal"
