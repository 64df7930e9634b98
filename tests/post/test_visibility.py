"""Who may read a post, and so act on it; what one may not see is as what is not there."""

from collections.abc import Callable
from itertools import product

import pytest

from tests.api import Client
from tests.post.acts import ACTS, COMMENTS, act, comment, comments_of, publish, sees, texts
from tests.watching import Watch, connect, hold


def assert_unreachable(who: Client, uid: str) -> None:
    """No list, no look-up and no act; nothing changes."""
    watch = Watch()
    assert not sees(who, uid)
    assert who.errors(COMMENTS, id=uid) == who.errors(COMMENTS, id="missing")
    for name, values in ACTS.items():
        refused = who.refusal(name, {"postId": uid, **values})
        assert refused == who.refusal(name, {"postId": "missing", **values})
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", "postId")
    watch.assert_nothing()


def assert_reachable(who: Client, uid: str) -> None:
    assert sees(who, uid)
    for name, values in ACTS.items():
        fields = "comment { id }" if name == "commentOnPost" else "post { id }"
        who.mutate(name, {"postId": uid, **values}, fields)


def test_a_public_post_is_everyones(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    assert texts(bob) == ["Hello"]
    assert_reachable(bob, uid)


def test_a_post_for_connections(
    ada: Client, bob: Client, eve: Client, member: Callable[..., Client]
) -> None:
    fay = member("fay")
    uid = publish(ada, privacy="CONNECTIONS")
    connect(bob, ada)
    connect(ada, fay)
    for who in (ada, bob, fay):
        assert texts(who) == ["Hello"]
        assert_reachable(who, uid)
    assert texts(eve) == []
    assert_unreachable(eve, uid)


def test_a_request_that_waits_is_no_connection(ada: Client, bob: Client) -> None:
    uid = publish(ada, privacy="CONNECTIONS")
    ada.mutate("sendConnectionRequest", {"userId": bob.id}, "connection { id }")
    assert_unreachable(bob, uid)


def test_a_post_for_its_author_alone(ada: Client, bob: Client) -> None:
    uid = publish(ada, privacy="ONLY_ME")
    connect(ada, bob)
    assert_reachable(ada, uid)
    assert texts(bob) == []
    assert_unreachable(bob, uid)


def test_a_post_for_its_community(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    club = community(bob)
    uid = publish(ada, communityId=club, privacy="COMMUNITY")
    connect(ada, eve)
    assert_reachable(bob, uid)
    assert texts(eve, community=club) == []
    assert_unreachable(eve, uid)


@pytest.mark.parametrize("privacy", ["PUBLIC", "CONNECTIONS", "COMMUNITY"])
def test_a_private_community_shows_its_posts_to_members_alone(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str], privacy: str
) -> None:
    club = community(bob, privacy="PRIVATE")
    invited = {"communityId": club, "userId": eve.id}
    ada.mutate("inviteToCommunity", invited, "membership { status }")
    uid = publish(bob, communityId=club, privacy=privacy)
    connect(bob, eve)
    connect(bob, ada)
    assert_reachable(ada, uid)
    assert texts(eve) == texts(eve, community=club) == texts(eve, author=bob.id) == []
    assert_unreachable(eve, uid)


def test_who_leaves_a_private_community_sees_but_their_own(
    ada: Client, bob: Client, community: Callable[..., str]
) -> None:
    club = community(bob, privacy="PRIVATE")
    theirs, own = publish(ada, "Ada", communityId=club), publish(bob, "Bob", communityId=club)
    bob.mutate("leaveCommunity", {"communityId": club}, "membership { status }")
    assert (sees(bob, theirs), sees(bob, own)) == (False, True)
    assert texts(bob) == ["Bob"]


def test_a_public_community_adds_no_bound(
    ada: Client, bob: Client, community: Callable[..., str]
) -> None:
    assert_reachable(bob, publish(ada, communityId=community()))


def test_a_block_hides_both_ways_whatever_the_privacy(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    club = community(bob, eve)
    connect(ada, bob)
    uids = [
        publish(ada, privacy=privacy, communityId=club)
        for privacy in ("PUBLIC", "CONNECTIONS", "COMMUNITY")
    ]
    hold(ada, "BLOCKS", bob)
    hold(eve, "BLOCKS", ada)
    for who, uid in product((bob, eve), uids):
        assert_unreachable(who, uid)
    assert texts(bob) == texts(eve) == texts(bob, author=ada.id) == []
    assert len(texts(ada)) == 3


def test_a_muted_author_shows_on_their_own_list_alone(ada: Client, bob: Client) -> None:
    uid = publish(bob)
    comment(bob, uid, "Mine")
    hold(ada, "MUTES", bob)
    assert texts(ada) == texts(ada, tag="x") == []
    assert texts(ada, author=bob.id) == ["Hello"]
    assert texts(bob) == ["Hello"]
    assert comments_of(ada, uid) == []
    assert_reachable(ada, uid)


def test_narrowing_the_privacy_takes_the_post_away(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    act(bob, "likePost", uid)
    act(ada, "updatePost", uid, privacy="ONLY_ME")
    assert_unreachable(bob, uid)
