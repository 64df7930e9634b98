"""Requests and what becomes of them: who may, and the rows each act leaves."""

from collections.abc import Callable

import pytest
from neo4j import Driver

from connection.models import Connection
from tests.api import Client, recorded
from tests.connection.acts import ask, change, connect
from tests.watching import Watch, content, social


def statuses(graph: Driver) -> list[str]:
    with graph.session() as session:
        found = session.run("MATCH (c:Connection) RETURN c.status ORDER BY c.created_at, c.uid")
        return [row[0] for row in found]


def test_a_request_leaves_its_create_and_its_request(ada: Client, bob: Client) -> None:
    watch = Watch()
    connection = ask(ada, bob, "We met in Turin.")
    assert connection == {
        "id": connection["id"],
        "status": "PENDING",
        "note": "We met in Turin.",
        "requester": {"id": ada.id},
        "receiver": {"id": bob.id},
        "other": {"id": bob.id},
    }
    assert watch.rows() == [
        content(ada, "create", "connection", connection["id"], ada),
        social(ada, "connection_request", "connection", connection["id"], bob),
    ]


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
    watch = Watch()
    assert change(actor, verb, connection) == status
    assert watch.rows() == [social(actor, word, "connection", connection["id"], other)]
    watch = Watch()
    assert change(actor, verb, connection) == status
    watch.assert_nothing()


@pytest.mark.parametrize("by_receiver", [True, False])
def test_either_removes_a_connection(ada: Client, bob: Client, by_receiver: bool) -> None:
    connection = connect(ada, bob)
    actor, other = (bob, ada) if by_receiver else (ada, bob)
    watch = Watch()
    assert change(actor, "remove", connection) == "REMOVED"
    assert watch.rows() == [
        social(actor, "connection_remove", "connection", connection["id"], other)
    ]
    watch = Watch()
    assert change(other, "remove", connection) == "REMOVED", "it is gone for both"
    watch.assert_nothing()


def test_a_crossed_request_accepts(ada: Client, bob: Client, graph: Driver) -> None:
    connection = ask(ada, bob)
    watch = Watch()
    crossed = ask(bob, ada, "Me too.")
    assert (crossed["id"], crossed["status"]) == (connection["id"], "ACCEPTED")
    assert watch.rows() == [social(bob, "connection_accept", "connection", connection["id"], ada)]
    assert statuses(graph) == ["accepted"]


@pytest.mark.parametrize("verb", ["decline", "cancel", "remove"])
def test_what_is_over_may_be_asked_again(
    ada: Client, bob: Client, graph: Driver, verb: str
) -> None:
    first = connect(ada, bob) if verb == "remove" else ask(ada, bob)
    change(ada if verb == "cancel" else bob, verb, first)
    watch = Watch()
    again = ask(bob, ada)
    assert again["id"] != first["id"]
    assert again["status"] == "PENDING"
    assert watch.rows() == [
        content(bob, "create", "connection", again["id"], bob),
        social(bob, "connection_request", "connection", again["id"], ada),
    ]
    assert len(statuses(graph)) == 2


def test_a_refused_request_changes_nothing(ada: Client, bob: Client, eve: Client) -> None:
    ask(ada, bob)
    connect(eve, ada)
    watch = Watch()
    for user_id, code in (
        (ada.id, "INVALID"),
        (bob.id, "CONFLICT"),
        (eve.id, "CONFLICT"),
        ("999999", "NOT_FOUND"),
        ("x1", "NOT_FOUND"),
    ):
        error = ada.refusal("sendConnectionRequest", {"userId": user_id})
        assert (error["code"], error["field"]) == (code, "userId")
    watch.assert_nothing()


REFUSED_CHANGES = {
    "pending": [
        ("accept", "requester", "FORBIDDEN"),
        ("decline", "requester", "FORBIDDEN"),
        ("cancel", "receiver", "FORBIDDEN"),
        ("remove", "requester", "CONFLICT"),
        ("remove", "receiver", "CONFLICT"),
        ("accept", "stranger", "NOT_FOUND"),
        ("decline", "stranger", "NOT_FOUND"),
        ("cancel", "stranger", "NOT_FOUND"),
    ],
    "accepted": [
        ("decline", "receiver", "CONFLICT"),
        ("cancel", "requester", "CONFLICT"),
        ("remove", "stranger", "NOT_FOUND"),
    ],
}


@pytest.mark.parametrize("status", REFUSED_CHANGES)
def test_a_refused_change_changes_nothing(
    ada: Client, bob: Client, eve: Client, status: str
) -> None:
    connection = connect(ada, bob) if status == "accepted" else ask(ada, bob)
    clients = {"requester": ada, "receiver": bob, "stranger": eve}
    watch = Watch()
    for verb, who, code in REFUSED_CHANGES[status]:
        error = clients[who].refusal(f"{verb}Connection", {"connectionId": connection["id"]})
        assert (verb, who, error["code"], error["field"]) == (verb, who, code, "connectionId")
        if who == "stranger":
            missing = eve.refusal(f"{verb}Connection", {"connectionId": "none"})
            assert missing == error, "what one may not see is as what does not exist"
    watch.assert_nothing()


def test_nobody_changes_anything(
    ada: Client, bob: Client, client_of_nobody: Callable[[], Client]
) -> None:
    connection = ask(ada, bob)
    watch = Watch()
    nobody = client_of_nobody()
    for verb in ("accept", "decline", "cancel", "remove"):
        error = nobody.refusal(f"{verb}Connection", {"connectionId": connection["id"]})
        assert error["code"] == "UNAUTHENTICATED"
    for name in ("sendConnectionRequest", "blockUser", "unblockUser", "muteUser", "unmuteUser"):
        assert nobody.refusal(name, {"userId": bob.id})["code"] == "UNAUTHENTICATED"
    watch.assert_nothing()


def test_a_change_outside_the_api_leaves_the_same_row_once(ada: Client, bob: Client) -> None:
    connection = ask(ada, bob)
    watch = Watch()
    node = Connection.nodes.get(uid=connection["id"])
    node.status = "accepted"
    node.save()
    node.save()
    assert watch.rows() == [social(bob, "connection_accept", "connection", connection["id"], ada)]
    assert recorded()[-1]["source"] == "signal"
