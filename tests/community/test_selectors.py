"""Who sees which communities and members, in which order, at how many queries."""

from collections.abc import Callable
from typing import Any

from tests.api import Client
from tests.community.conftest import invite, join
from tests.watching import counted_queries, hold

ONE = "query($id: ID!) { community(id: $id) { name viewerStatus memberCount } }"
MEMBERS = """query($id: ID!, $first: Int, $after: String) {
  members(communityId: $id, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { user { username } role status joinedAt community { name memberCount } } } } }"""
LIST = """query($search: String, $first: Int, $after: String) {
  communities(search: $search, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { name memberCount viewerRole } } } }"""


def names(client: Client, **variables: Any) -> list[str]:
    edges = client.query(LIST, **variables)["communities"]["edges"]
    return [edge["node"]["name"] for edge in edges]


def usernames(client: Client, uid: str, **variables: Any) -> list[str]:
    edges = client.query(MEMBERS, id=uid, **variables)["members"]["edges"]
    return [edge["node"]["user"]["username"] for edge in edges]


def test_a_private_community_shows_to_members_and_invited_alone(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    uid = community(ada, privacy="PRIVATE")
    invite(ada, uid, bob)
    assert bob.query(ONE, id=uid)["community"] == {
        "name": "Chess club",
        "viewerStatus": "INVITED",
        "memberCount": 1,
    }
    assert usernames(bob, uid) == ["ada"]
    assert names(ada) == names(bob) == ["Chess club"]
    assert names(cem) == []
    for document in (ONE, MEMBERS):
        [hidden], [missing] = cem.errors(document, id=uid), cem.errors(document, id="missing")
        assert hidden == missing
        assert hidden["extensions"]["code"] == "NOT_FOUND"


def test_search_is_a_part_of_the_name_in_any_case(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada = member("ada")
    for name in ("Chess club", "CHESTNUTS", "Äpfel & .*", "Go"):
        community(ada, name=name)
    assert names(ada) == ["Go", "Äpfel & .*", "CHESTNUTS", "Chess club"]
    assert names(ada, search=" ches ") == ["CHESTNUTS", "Chess club"]
    assert names(ada, search="ÄPFEL") == names(ada, search=".*") == ["Äpfel & .*"]
    assert names(ada, search="") == names(ada)
    assert names(ada, search="' OR 1=1 //") == []
    [error] = ada.errors(LIST, search="x" * 101)
    assert error["extensions"] == {"code": "INVALID", "field": "search"}


def test_pages_of_communities_follow_each_other(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada = member("ada")
    for number in range(5):
        community(ada, name=f"Club {number}")
    seen: list[str] = []
    after = None
    while after is not None or not seen:
        page = ada.query(LIST, first=2, after=after)["communities"]
        seen += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert seen == [f"Club {number}" for number in (4, 3, 2, 1, 0)]


def test_members_are_listed_the_latest_first(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    uid = community(ada)
    join(bob, uid)
    join(cem, uid)
    page = ada.query(MEMBERS, id=uid, first=2)["members"]
    assert page["totalCount"] == 3
    assert [edge["node"]["user"]["username"] for edge in page["edges"]] == ["cem", "bob"]
    assert [edge["node"]["role"] for edge in page["edges"]] == ["MEMBER", "MEMBER"]
    assert usernames(ada, uid, first=2, after=page["pageInfo"]["endCursor"]) == ["ada"]


def test_a_block_hides_members_from_each_other_also_in_the_counts(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    uid = community(ada)
    join(bob, uid)
    join(cem, uid)
    hold(bob, "BLOCKS", cem)
    hold(cem, "BLOCKS", bob)
    hold(ada, "MUTES", bob)
    for who, seen in ((ada, ["cem", "bob", "ada"]), (bob, ["bob", "ada"]), (cem, ["cem", "ada"])):
        assert usernames(who, uid) == seen
        found = who.query(MEMBERS, id=uid)["members"]
        assert found["totalCount"] == len(seen)
        assert who.query(ONE, id=uid)["community"]["memberCount"] == len(seen)


def test_a_list_takes_the_same_queries_for_one_and_for_twenty(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada = member("ada")
    uid = community(ada)
    with counted_queries() as one:
        assert len(names(ada)) == 1
        assert len(usernames(ada, uid)) == 1
    for number in range(19):
        community(ada, name=f"Club {number}")
        join(member(f"member{number}"), uid)
    with counted_queries() as twenty:
        assert len(names(ada)) == 20
        assert len(usernames(ada, uid)) == 20
    assert one.counts == twenty.counts
    assert len(twenty.graph) == 5  # Communities and their facts; one, its members and its facts.


def test_nobody_signed_out_reads(
    member: Callable[..., Client],
    community: Callable[..., str],
    client_of_nobody: Callable[[], Client],
) -> None:
    uid = community(member("ada"))
    for document in (ONE, MEMBERS):
        [error] = client_of_nobody().errors(document, id=uid)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    [error] = client_of_nobody().errors(LIST)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
