"""Lists of posts and comments: what is in them, in which order, at how many queries."""

from collections.abc import Callable
from itertools import cycle

from tests.api import Client
from tests.post.acts import COMMENTS, LIST, act, comment, publish, texts
from tests.watching import counted_queries

FULL = """query { posts(first: 50) { edges { node { id text tags author { username }
    community { name memberCount } likeCount reactionCounts { reaction count } commentCount
    shareCount saveCount viewerReaction viewerHasSaved media { url } } } } }"""
FULL_COMMENTS = """query($id: ID!) { comments(postId: $id, first: 50) { edges { node {
    id text author { username } parentId replyCount } } } }"""


def test_the_newest_come_first_a_page_after_the_other(ada: Client) -> None:
    for number in range(5):
        publish(ada, f"Post {number}")
    seen: list[str] = []
    after = None
    while after is not None or not seen:
        page = ada.query(LIST, first=2, after=after)["posts"]
        seen += [edge["node"]["text"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None
    assert seen == [f"Post {number}" for number in (4, 3, 2, 1, 0)]


def test_what_arrives_meanwhile_neither_repeats_nor_hides(ada: Client) -> None:
    for number in range(3):
        publish(ada, f"Post {number}")
    page = ada.query(LIST, first=2)["posts"]
    publish(ada, "Late")
    assert texts(ada, after=page["pageInfo"]["endCursor"]) == ["Post 0"]


def test_lists_by_author_community_and_tag(
    ada: Client, bob: Client, community: Callable[..., str]
) -> None:
    club = community(bob)
    publish(ada, "One", tags=["Go"])
    publish(bob, "Two", communityId=club, tags=["go", "chess"])
    publish(bob, "Three")
    assert texts(ada, author=ada.id) == ["One"]
    assert texts(ada, author=bob.id) == ["Three", "Two"]
    assert texts(ada, community=club) == ["Two"]
    assert texts(ada, tag="#GO") == texts(ada, tag="go") == ["Two", "One"]
    assert texts(ada, tag="chess", author=ada.id) == []
    for author in ("0", "999999", "x", "1.5", "9" * 40):
        assert texts(ada, author=author) == []
    assert texts(ada, community="missing") == texts(ada, tag="' OR 1=1 //") == []


def test_comments_page(ada: Client) -> None:
    uid = publish(ada)
    for number in range(3):
        comment(ada, uid, f"Comment {number}")
    page = ada.query(COMMENTS, id=uid, first=2)["comments"]
    assert [edge["node"]["text"] for edge in page["edges"]] == ["Comment 2", "Comment 1"]
    assert page["pageInfo"]["hasNextPage"]
    rest = ada.query(COMMENTS, id=uid, after=page["pageInfo"]["endCursor"])["comments"]
    assert [edge["node"]["text"] for edge in rest["edges"]] == ["Comment 0"]


def test_a_list_takes_the_same_queries_for_one_and_for_twenty(
    ada: Client, bob: Client, member: Callable[..., Client], community: Callable[..., str]
) -> None:
    uid = publish(ada, communityId=community())
    comment(bob, uid)
    with counted_queries() as one:
        assert len(ada.query(FULL)["posts"]["edges"]) == 1
        assert len(ada.query(FULL_COMMENTS, id=uid)["comments"]["edges"]) == 1
    others = [(who, community(who)) for who in (member("eve"), member("fay"), member("gus"))]
    for (who, club), number in zip(cycle(others), range(19), strict=False):
        act(ada, "likePost", publish(who, communityId=club), reaction=f"r{number}")
        comment(who, uid)
    with counted_queries() as twenty:
        assert len(ada.query(FULL)["posts"]["edges"]) == 20
        assert len(ada.query(FULL_COMMENTS, id=uid)["comments"]["edges"]) == 20
    assert one.counts == twenty.counts
    # Posts, their counters, communities and their facts; the post, its comments, their replies.
    assert len(twenty.graph) == 7


def test_nobody_signed_out_reads(ada: Client, client_of_nobody: Callable[[], Client]) -> None:
    uid = publish(ada)
    for document, variables in ((LIST, {}), (COMMENTS, {"id": uid})):
        [error] = client_of_nobody().errors(document, **variables)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
