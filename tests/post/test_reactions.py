"""A member has one reaction for a post, however often and by however many devices they say so."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.api import Client
from tests.post.acts import act, held, publish
from tests.watching import Watch, at_once, content

LIKES = [{"reaction": "like", "count": 1}]


@pytest.mark.parametrize("reaction", [{}, {"reaction": "LIKE"}, {"reaction": None}])
def test_liking(ada: Client, bob: Client, reaction: dict[str, str | None]) -> None:
    uid = publish(ada, tags=["x"])
    watch = Watch()
    after = act(bob, "likePost", uid, **reaction)
    assert (after["likeCount"], after["reactionCounts"], after["viewerReaction"]) == (
        1,
        LIKES,
        "like",
    )
    row = content(bob, "like", "post", uid, ada, tags=["x"], privacy="public")
    assert watch.rows() == [row]
    watch = Watch()
    assert act(bob, "likePost", uid)["likeCount"] == 1
    watch.assert_nothing()
    assert act(ada, "updatePost", uid)["viewerReaction"] is None


def test_reacting_otherwise_and_changing_ones_mind(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    about = partial(content, bob, of="post", uid=uid, author=ada, privacy="public")
    for given, kept, row in (
        ("LOVE", "love", about("react", reaction="love")),
        ("love", "love", None),
        ("Raised hands", "raised_hands", about("react", reaction="raised_hands", previous="love")),
        ("LIKE", "like", about("react", reaction="like", previous="raised_hands")),
        ("🎉", "🎉", about("react", reaction="🎉", previous="like")),
    ):
        watch = Watch()
        after = act(bob, "likePost", uid, reaction=given)
        assert after["viewerReaction"] == kept
        assert after["reactionCounts"] == [{"reaction": kept, "count": 1}]
        assert after["likeCount"] == (1 if kept == "like" else 0)
        assert watch.rows() == [row] if row else watch.rows() == []
    assert len(held("LIKES", uid)) == 1


def test_taking_back_what_was_held(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    about = partial(content, bob, of="post", uid=uid, author=ada, privacy="public")
    for given, row in (
        ("LIKE", about("unlike")),
        ("LOVE", about("unreact", reaction="love")),
    ):
        act(bob, "likePost", uid, reaction=given)
        watch = Watch()
        after = act(bob, "unlikePost", uid)
        assert (after["likeCount"], after["reactionCounts"], after["viewerReaction"]) == (
            0,
            [],
            None,
        )
        assert watch.rows() == [row]
        watch = Watch()
        assert act(bob, "unlikePost", uid)["likeCount"] == 0
        watch.assert_nothing()


def test_liking_again_after_taking_it_back_is_a_row_again(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    for _ in range(2):
        act(bob, "likePost", uid)
        act(bob, "unlikePost", uid)
    words = [row[2] for row in watch.rows(acts=4)]
    assert words == ["like", "like", "unlike", "unlike"]


@pytest.mark.parametrize("reaction", ["", "   ", "x" * 33, "a\x00b"])
def test_a_reaction_is_a_short_word(ada: Client, reaction: str | None) -> None:
    uid = publish(ada)
    watch = Watch()
    error = ada.refusal("likePost", {"postId": uid, "reaction": reaction})
    assert (error["code"], error["field"]) == ("INVALID", "reaction")
    watch.assert_nothing()


def test_reactions_are_counted_apart_the_commonest_first(
    ada: Client, bob: Client, eve: Client
) -> None:
    uid = publish(ada)
    for who, reaction in ((ada, "wow"), (bob, "love"), (eve, "love")):
        act(who, "likePost", uid, reaction=reaction)
    assert act(ada, "savePost", uid)["reactionCounts"] == [
        {"reaction": "love", "count": 2},
        {"reaction": "wow", "count": 1},
    ]


def test_liking_at_once_is_one_like(ada: Client, bob: Client) -> None:
    for _ in range(3):
        uid = publish(ada)
        watch = Watch()
        at_once(*[partial(act, bob, "likePost", uid)] * 6)
        assert watch.rows() == [content(bob, "like", "post", uid, ada, privacy="public")]
        assert len(held("LIKES", uid)) == 1


def test_changing_at_once_follows_one_order(ada: Client, bob: Client) -> None:
    for _ in range(3):
        uid = publish(ada)
        act(bob, "likePost", uid)
        watch = Watch()
        words = ("love", "wow", "sad")
        at_once(*[partial(act, bob, "likePost", uid, reaction=word) for word in words])
        rows = [row[-1] for row in watch.rows(acts=3)]
        previous = sorted(row["previous"] for row in rows)
        last = held("LIKES", uid)[0]["reaction"]
        assert len(held("LIKES", uid)) == 1
        assert previous == sorted({"like", *words} - {last})
        assert sorted(row["reaction"] for row in rows) == sorted(words)


def test_taking_back_at_once_is_one_row(ada: Client, bob: Client) -> None:
    for _ in range(3):
        uid = publish(ada)
        act(bob, "likePost", uid)
        watch = Watch()
        at_once(*[partial(act, bob, "unlikePost", uid)] * 4)
        assert watch.rows() == [content(bob, "unlike", "post", uid, ada, privacy="public")]
        assert held("LIKES", uid) == []


def test_likes_of_many_at_once_all_count(ada: Client, member: Callable[..., Client]) -> None:
    uid = publish(ada)
    fans = [member(f"fan{number}") for number in range(6)]
    at_once(*[partial(act, fan, "likePost", uid) for fan in fans])
    assert act(ada, "updatePost", uid)["likeCount"] == 6


def test_liking_while_it_is_deleted_leaves_no_trace_or_was_before(ada: Client, bob: Client) -> None:
    for _ in range(4):
        uid = publish(ada)
        liked, _ = at_once(
            partial(bob.payload, "likePost", {"postId": uid}, "post { id }"),
            partial(act, ada, "deletePost", uid),
        )
        assert [error["code"] for error in liked["errors"]] in ([], ["NOT_FOUND"])
        assert held("LIKES", uid) == []
