"""Blocks and mutes: the rows they leave, what they end, and what the other notices."""

import pytest
from neo4j import Driver

from connection.models import Connection
from tests.api import Client
from tests.connection.acts import ask, connect
from tests.watching import Watch, social

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
    there = [(kind, int(ada.id), int(bob.id))]
    watch = Watch()
    ada.mutate(f"un{verb}User", {"userId": bob.id}, USER)
    assert watch.rows() == []
    for name, holds in ((verb, there), (f"un{verb}", []), (verb, there)):
        watch = Watch()
        for _ in range(2):
            user = ada.mutate(f"{name}User", {"userId": bob.id}, USER)["user"]
            assert user == {"id": bob.id, "username": "bob"}
            assert held(graph) == holds
        assert watch.rows() == [social(ada, name, "", "", bob)]


def test_a_refused_one_changes_nothing(ada: Client) -> None:
    watch = Watch()
    for verb in ("block", "unblock", "mute", "unmute"):
        for user_id, code in ((ada.id, "INVALID"), ("999999", "NOT_FOUND")):
            error = ada.refusal(f"{verb}User", {"userId": user_id})
            assert (error["code"], error["field"]) == (code, "userId")
    watch.assert_nothing()


@pytest.mark.parametrize(("accepted", "status"), [(True, "removed"), (False, "cancelled")])
@pytest.mark.parametrize("by_requester", [True, False])
def test_a_block_ends_what_connects_the_two_and_leaves_the_block_alone(
    ada: Client, bob: Client, accepted: bool, status: str, by_requester: bool
) -> None:
    connection = connect(ada, bob) if accepted else ask(ada, bob)
    actor, other = (ada, bob) if by_requester else (bob, ada)
    watch = Watch()
    actor.mutate("blockUser", {"userId": other.id}, USER)
    node = Connection.nodes.get(uid=connection["id"])
    assert (node.status, node.status_by, node.by_block) == (status, int(actor.id), True)
    assert node.pair == node.uid
    node.save()
    assert watch.rows() == [social(actor, "block", "", "", other)]
    actor.mutate("unblockUser", {"userId": other.id}, USER)
    assert ask(other, actor)["id"] != connection["id"], "they may begin anew"


def test_the_blocked_member_notices_nothing(ada: Client, bob: Client) -> None:
    connection = connect(ada, bob)
    ada.mutate("blockUser", {"userId": bob.id}, USER)
    watch = Watch()
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
    watch.assert_nothing()


def test_a_muted_member_still_connects(ada: Client, bob: Client) -> None:
    ada.mutate("muteUser", {"userId": bob.id}, USER)
    connect(bob, ada)
    found = ada.query("{ connections { edges { node { other { id } } } } }")["connections"]
    assert found == {"edges": [{"node": {"other": {"id": bob.id}}}]}
