from collections.abc import Callable

import pytest

from ooumph import graph
from tests.api import Client

Found = Callable[..., str]


@pytest.fixture
def community() -> Found:
    """Found one over HTTP: `community(ada)` or `community(ada, privacy="PRIVATE")`; its id."""

    def found(founder: Client, **values: str) -> str:
        values = {"name": "Chess club", **values}
        made = founder.mutate("createCommunity", values, "community { id }")
        return str(made["community"]["id"])

    return found


def join(who: Client, uid: str) -> None:
    who.mutate("joinCommunity", {"communityId": uid}, "membership { status }")


def leave(who: Client, uid: str) -> list[dict[str, str]]:
    """The errors."""
    values = {"communityId": uid}
    errors: list[dict[str, str]] = who.payload("leaveCommunity", values, "")["errors"]
    return errors


def invite(who: Client, uid: str, other: Client) -> None:
    values = {"communityId": uid, "userId": other.id}
    who.mutate("inviteToCommunity", values, "membership { status }")


@graph.write
def make_admin(who: Client, uid: str) -> None:
    graph.query(
        "MATCH (:UserNode {user_id: $user_id})-[r:MEMBER_OF]->(:Community {uid: $uid}) "
        "SET r.role = 'admin'",
        user_id=int(who.id),
        uid=uid,
    )


def member_ids(uid: str) -> list[int]:
    """One a MEMBER_OF relationship, so that a doubled one shows."""
    cypher = "MATCH (m:UserNode)-[:MEMBER_OF]->(:Community {uid: $uid}) RETURN m.user_id"
    return sorted(row[0] for row in graph.query(cypher, uid=uid))
