"""Who sees which stories and comments, in which order, at how many queries."""

from collections.abc import Callable
from typing import Any

from tests.api import Client
from tests.story.conftest import comment, react, told_before, view
from tests.watching import Queries, connect, counted_queries, hold

ONE = "query($id: ID!) { story(id: $id) { text } }"
LIST = """query($authorId: ID, $first: Int, $after: String) {
  stories(authorId: $authorId, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    edges { node { text author { username } viewCount reactionCounts { reaction count }
      commentCount viewerReaction viewerHasViewed } } } }"""
COMMENTS = """query($id: ID!, $first: Int, $after: String) {
  storyComments(storyId: $id, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { text author { username } replyCount } } } }"""


def texts(
    client: Client, document: str = LIST, field: str = "stories", **variables: Any
) -> list[str]:
    edges = client.query(document, **variables)[field]["edges"]
    return [edge["node"]["text"] for edge in edges]


def test_its_author_and_their_connections_see_a_story_while_it_lives(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    connect(bob, ada)
    uid = story(ada)
    still = told_before(ada, hours=47, ttl_hours=48)
    ended = told_before(ada, hours=25, ttl_hours=24)
    [missing] = cem.errors(ONE, id="no such story")
    assert missing["extensions"] == {"code": "NOT_FOUND", "field": "id"}
    for who in (ada, bob):
        assert who.query(ONE, id=uid)["story"] == {"text": "Hello"}
        assert who.query(ONE, id=still)["story"] == {"text": "Earlier"}
        assert who.errors(ONE, id=ended) == [missing]
        assert texts(who) == texts(who, authorId=ada.id) == ["Hello", "Earlier"]
    assert cem.errors(ONE, id=uid) == [missing]
    assert texts(cem) == texts(cem, authorId=ada.id) == texts(cem, authorId="nobody") == []


def test_a_connection_that_is_not_accepted_shows_nothing(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = story(ada)
    request = bob.mutate("sendConnectionRequest", {"userId": ada.id}, "connection { id }")
    connection_id = request["connection"]["id"]
    assert bob.errors(ONE, id=uid)[0]["extensions"]["code"] == "NOT_FOUND"
    assert texts(bob) == []
    ada.mutate("acceptConnection", {"connectionId": connection_id}, "connection { id }")
    assert texts(bob) == ["Hello"]
    bob.mutate("removeConnection", {"connectionId": connection_id}, "connection { id }")
    assert texts(bob) == texts(bob, authorId=ada.id) == []


def test_blocked_see_nothing_and_muted_are_left_out_of_the_common_list(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob, cem, dan = (member(name) for name in ("ada", "bob", "cem", "dan"))
    for other in (bob, cem, dan):
        connect(ada, other)
        story(other, text=other.username)
    hold(ada, "BLOCKS", bob)
    hold(cem, "BLOCKS", ada)
    hold(ada, "MUTES", dan)
    mine = story(ada, text="ada")
    assert texts(ada) == ["ada"]
    assert texts(ada, authorId=bob.id) == texts(ada, authorId=cem.id) == []
    assert texts(ada, authorId=dan.id) == ["dan"]
    for hidden in (bob, cem):
        assert hidden.errors(ONE, id=mine)[0]["extensions"]["code"] == "NOT_FOUND"
        assert texts(hidden) == [hidden.username]
    assert texts(dan) == ["ada", "dan"]


def test_pages_follow_each_other(member: Callable[..., Client], story: Callable[..., str]) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    for number in range(5):
        story((ada, bob)[number % 2], text=str(number))
    seen: list[str] = []
    after = None
    while after is not None or not seen:
        page = ada.query(LIST, first=2, after=after)["stories"]
        seen += [edge["node"]["text"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert seen == ["4", "3", "2", "1", "0"]


def test_counters_are_the_viewers_to_see(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    connect(ada, bob)
    connect(ada, cem)
    uid = story(ada)
    for who, reaction in ((ada, "wow"), (bob, "wow"), (cem, "sad")):
        view(who, uid)
        react(who, uid, reaction)
    comment(bob, uid)
    shared = {
        "text": "Hello",
        "author": {"username": "ada"},
        "reactionCounts": [{"reaction": "wow", "count": 2}, {"reaction": "sad", "count": 1}],
        "commentCount": 1,
        "viewerHasViewed": True,
    }
    for who, views, reaction in ((ada, 2, "wow"), (cem, None, "sad")):
        [edge] = who.query(LIST)["stories"]["edges"]
        assert edge["node"] == {**shared, "viewCount": views, "viewerReaction": reaction}


def test_comments_on_a_story(member: Callable[..., Client], story: Callable[..., str]) -> None:
    ada, bob, cem, dan = (member(name) for name in ("ada", "bob", "cem", "dan"))
    for other in (bob, cem):
        connect(ada, other)
    uid = story(ada)
    comment(bob, uid, "First")
    comment(cem, uid, "Second")
    hold(cem, "BLOCKS", bob)
    read = {"document": COMMENTS, "field": "storyComments", "id": uid}
    assert texts(ada, **read) == ["Second", "First"]
    assert texts(bob, **read) == ["First"]
    page = ada.query(COMMENTS, id=uid, first=1)["storyComments"]["pageInfo"]
    assert texts(ada, **read, after=page["endCursor"]) == ["First"]
    [missing] = dan.errors(COMMENTS, id="no such story")
    assert dan.errors(COMMENTS, id=uid) == [missing]
    assert missing["extensions"]["code"] == "NOT_FOUND"


def test_a_list_takes_the_same_queries_for_one_and_for_twenty(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = story(bob)
    comment(bob, uid)

    def read(count: int) -> Queries:
        with counted_queries() as queries:
            assert len(texts(ada)) == count
            assert len(texts(ada, authorId=bob.id)) == (count + 1) // 2
            assert len(texts(ada, document=COMMENTS, field="storyComments", id=uid)) == count
        return queries

    one = read(1)
    for number in range(19):
        story((ada, bob)[number % 2])
        comment((ada, bob)[number % 2], uid)
    twenty = read(20)
    assert one.counts == twenty.counts
    assert len(twenty.graph) == 7  # Twice stories and counters; a story, its comments, replies.


def test_nobody_signed_out_reads(
    member: Callable[..., Client], story: Callable[..., str], client_of_nobody: Callable[[], Client]
) -> None:
    uid = story(member("ada"))
    nobody = client_of_nobody()
    for document, variables in ((ONE, {"id": uid}), (COMMENTS, {"id": uid}), (LIST, {})):
        [error] = nobody.errors(document, **variables)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
