"""Blocks and mutes: the rows they leave, what they end, and what the other notices."""

import pytest
from neo4j import Driver

from connection.models import Connection
from tests.api import Client, event_ids, recorded
from tests.connection.acts import ask, connect, social

USER = "user { id username }"


def held(graph: Driver) -> list[tuple[str, int, int]]:
    with graph.session() as session:
        found = session.run(
            "MATCH (a:UserNode)-[r:BLOCKS|MUTES]->(b:UserNode) RETURN type(r), a.user_id, b.user_id"
        )
        return sorted((row[0], row[1], row[2]) for row in found)


@pytest.mark.parametrize(("verb", "kind"), [("block", "BLOCKS"), ("mute", "MUTES")])
def test_each_leaves_one_row_and_doing_it_again_none(
    ada: Client, bob: Client, graph: Driver, verb: str, kind: str
) -> None:
    before = event_ids()
    undo = f"un{verb}"
    for name, holds in ((undo, []), (verb, [(kind, int(ada.id), int(bob.id))]), (undo, [])):
        for _ in range(2):
            user = ada.mutate(f"{name}User", {"userId": bob.id}, USER)["user"]
            assert user == {"id": bob.id, "username": "bob"}
            assert held(graph) == holds
    ada.mutate(f"{verb}User", {"userId": bob.id}, USER)
    assert social(recorded(since=before)) == [
        (word, int(ada.id), int(bob.id), "", "") for word in (verb, undo, verb)
    ]


@pytest.mark.parametrize("verb", ["block", "unblock", "mute", "unmute"])
@pytest.mark.parametrize(("case", "code"), [("oneself", "INVALID"), ("missing", "NOT_FOUND")])
def test_a_refused_one_changes_nothing(
    ada: Client, graph: Driver, verb: str, case: str, code: str
) -> None:
    before = event_ids()
    error = ada.refusal(f"{verb}User", {"userId": ada.id if case == "oneself" else "999999"})
    assert (error["code"], error["field"]) == (code, "userId")
    assert recorded(since=before) == []
    assert held(graph) == []


@pytest.mark.parametrize(("accepted", "status"), [(True, "removed"), (False, "cancelled")])
@pytest.mark.parametrize("by_requester", [True, False])
def test_a_block_ends_what_connects_the_two_and_leaves_the_block_alone(
    ada: Client, bob: Client, accepted: bool, status: str, by_requester: bool
) -> None:
    connection = connect(ada, bob) if accepted else ask(ada, bob)
    actor, other = (ada, bob) if by_requester else (bob, ada)
    before = event_ids()
    actor.mutate("blockUser", {"userId": other.id}, USER)
    assert social(recorded(since=before)) == [("block", int(actor.id), int(other.id), "", "")]
    node = Connection.nodes.get(uid=connection["id"])
    assert (node.status, node.status_by, node.by_block) == (status, int(actor.id), True)
    assert node.pair == node.uid
    node.save()
    assert len(recorded(since=before)) == 1, "saving it elsewhere tells nothing new"
    actor.mutate("unblockUser", {"userId": other.id}, USER)
    assert ask(other, actor)["id"] != connection["id"], "they may begin anew"


def test_the_blocked_member_notices_nothing(ada: Client, bob: Client, graph: Driver) -> None:
    connection = connect(ada, bob)
    ada.mutate("blockUser", {"userId": bob.id}, USER)
    before, holds = event_ids(), held(graph)
    for name in ("sendConnectionRequest", "blockUser", "unblockUser", "muteUser", "unmuteUser"):
        as_missing = bob.refusal(name, {"userId": "999999"})
        assert bob.refusal(name, {"userId": ada.id}) == as_missing
        assert as_missing["code"] == "NOT_FOUND"
    for name in ("sendConnectionRequest", "muteUser", "unmuteUser"):
        assert ada.refusal(name, {"userId": bob.id})["code"] == "NOT_FOUND"
    for client in (ada, bob):
        error = client.refusal("removeConnection", {"connectionId": connection["id"]})
        assert error == client.refusal("removeConnection", {"connectionId": "none"})
        listed = client.query(
            "{ connections(status: REMOVED) { totalCount edges { node { id } } } "
            "connectionRequests(status: CANCELLED) { edges { node { id } } } }"
        )
        assert listed["connections"] == {"totalCount": 0, "edges": []}
        assert listed["connectionRequests"] == {"edges": []}
    assert recorded(since=before) == []
    assert held(graph) == holds


def test_a_muted_member_still_connects(ada: Client, bob: Client) -> None:
    ada.mutate("muteUser", {"userId": bob.id}, USER)
    assert connect(bob, ada)["status"] == "PENDING"
    found = ada.query("{ connections { edges { node { other { id } } } } }")["connections"]
    assert found == {"edges": [{"node": {"other": {"id": bob.id}}}]}
