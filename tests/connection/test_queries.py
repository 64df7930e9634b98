"""The lists of one's own connections and requests."""

from collections.abc import Callable
from typing import Any

from tests.api import Client
from tests.connection.acts import ask, change, connect
from tests.watching import counted_queries, hold

LIST = """query($first: Int, $after: String, $status: ConnectionStatus,
  $direction: ConnectionDirection) {
  NAME(first: $first, after: $after, status: $status, direction: $direction) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { id status note createdAt statusAt
      requester { username } receiver { username } other { username } } } } }"""


def listed(client: Client, name: str, **arguments: Any) -> list[str]:
    """The other members of a list, in its order."""
    found = client.query(LIST.replace("NAME", name), **arguments)[name]
    return [edge["node"]["other"]["username"] for edge in found["edges"]]


def test_each_list_has_its_own(member: Callable[..., Client]) -> None:
    ada, bob, cem, dan, eve = (member(name) for name in ("ada", "bob", "cem", "dan", "eve"))
    connect(ada, bob)
    connect(cem, ada)
    ask(ada, dan)
    ask(eve, ada)
    assert listed(ada, "connections") == ["cem", "bob"]
    assert listed(ada, "connections", direction="OUTGOING") == ["bob"]
    assert listed(ada, "connections", status="PENDING") == ["eve", "dan"]
    assert listed(ada, "connectionRequests") == ["eve", "dan"]
    assert listed(ada, "connectionRequests", direction="INCOMING") == ["eve"]
    assert listed(ada, "connectionRequests", direction="OUTGOING") == ["dan"]
    assert listed(ada, "connectionRequests", status="ACCEPTED", direction="INCOMING") == ["cem"]
    assert listed(dan, "connectionRequests") == ["ada"]
    assert listed(dan, "connections") == []


def test_what_is_over_is_found_by_its_status(ada: Client, bob: Client, eve: Client) -> None:
    change(bob, "decline", ask(ada, bob))
    change(ada, "remove", connect(ada, eve))
    assert listed(ada, "connections") == []
    assert listed(ada, "connections", status="REMOVED") == ["eve"]
    assert listed(bob, "connectionRequests", status="DECLINED") == ["ada"]


def test_pages_follow_each_other_whatever_happens_between(member: Callable[..., Client]) -> None:
    ada = member("ada")
    for number in range(5):
        ask(member(f"m{number}"), ada)
    document = LIST.replace("NAME", "connectionRequests")
    page = ada.query(document, first=2)["connectionRequests"]
    assert page["totalCount"] == 5
    seen = [edge["node"]["other"]["username"] for edge in page["edges"]]
    ask(member("late"), ada)
    while page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        page = ada.query(document, first=2, after=after)["connectionRequests"]
        seen += [edge["node"]["other"]["username"] for edge in page["edges"]]
    assert seen == ["m4", "m3", "m2", "m1", "m0"]


def test_a_page_costs_the_same_however_long(member: Callable[..., Client]) -> None:
    ada = member("ada")
    costs = []
    for many in (1, 19):
        for number in range(many):
            connect(member(f"m{many}x{number}"), ada)
        with counted_queries() as queries:
            assert len(listed(ada, "connections", first=50)) in (1, 20)
        costs.append(queries.counts)
    assert costs[0] == costs[1]
    assert costs[0][0] == 2, "the page and its total"


HELD = "query($first: Int) { NAME(first: $first) { edges { node { since user { username } } } } }"


def held(client: Client, name: str) -> list[str]:
    found = client.query(HELD.replace("NAME", name))[name]
    return [edge["node"]["user"]["username"] for edge in found["edges"]]


def test_a_member_finds_whom_they_block_and_mute(ada: Client, bob: Client, eve: Client) -> None:
    for other in (bob, eve):
        ada.mutate("muteUser", {"userId": other.id})
    assert (held(ada, "blockedUsers"), held(ada, "mutedUsers")) == ([], ["eve", "bob"])
    ada.mutate("blockUser", {"userId": bob.id})
    assert (held(ada, "blockedUsers"), held(ada, "mutedUsers")) == (["bob"], ["eve"])
    assert (held(bob, "blockedUsers"), held(bob, "mutedUsers")) == ([], [])
    eve.mutate("blockUser", {"userId": ada.id})
    assert held(ada, "mutedUsers") == []


def test_whom_one_blocks_and_mutes_costs_the_same_however_many(
    member: Callable[..., Client],
) -> None:
    ada = member("ada")
    costs = []
    for many in (1, 4):
        for number in range(many):
            other = member(f"m{many}x{number}")
            hold(ada, "BLOCKS", other)
            hold(ada, "MUTES", member(f"n{many}x{number}"))
        for name in ("blockedUsers", "mutedUsers"):
            with counted_queries() as queries:
                held(ada, name)
            costs.append(queries.counts)
    assert costs == [costs[0]] * 4
    assert costs[0][0] == 1


def test_nobody_reads_a_list(client_of_nobody: Callable[[], Client]) -> None:
    for name in ("connections", "connectionRequests", "blockedUsers", "mutedUsers"):
        (error,) = client_of_nobody().errors("{ " + name + " { totalCount } }")
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
