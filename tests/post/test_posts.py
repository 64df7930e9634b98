"""A post's life: what it leaves, and who may publish, edit and delete."""

from collections.abc import Callable
from typing import Any

import pytest

from account.models import User
from tests.api import Client
from tests.post.acts import POST, act, comment, exists, publish, sees
from tests.watching import Watch, activity, content, hold

MEDIA = [{"url": "https://example.org/a.png"}, {"url": "http://example.org/b", "type": "VIDEO"}]


def test_publishing(ada: Client) -> None:
    watch = Watch()
    values = {"text": "  Hello\nworld ", "media": MEDIA, "tags": ["#Graphs", "go ", "graphs", "#"]}
    made = ada.mutate("createPost", values, POST)["post"]
    uid = made.pop("id")
    assert made.pop("createdAt") == made.pop("updatedAt")
    assert made == {
        "text": "Hello\nworld",
        "tags": ["graphs", "go"],
        "privacy": "PUBLIC",
        "media": [{**MEDIA[0], "type": "IMAGE"}, MEDIA[1]],
        "author": {"username": "ada"},
        "communityId": None,
        "likeCount": 0,
        "reactionCounts": [],
        "commentCount": 0,
        "shareCount": 0,
        "saveCount": 0,
        "viewerReaction": None,
        "viewerHasSaved": False,
    }
    facts = {"tags": ["graphs", "go"], "privacy": "public"}
    assert watch.rows() == [
        activity(ada, "post_create"),
        content(ada, "create", "post", uid, ada, **facts),
    ]


def test_media_alone_are_a_post(ada: Client) -> None:
    made = ada.mutate("createPost", {"media": MEDIA[:1]}, POST)["post"]
    assert (made["text"], len(made["media"])) == ("", 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "x", "tags": [f"t{number}" for number in range(11)]}, "tags"),
        ({"text": "x", "tags": ["t" * 65]}, "tags"),
        ({"text": "x", "media": MEDIA * 6}, "media"),
        ({"text": "x", "media": [{"url": "javascript:alert(1)"}]}, "media"),
        ({"text": "x", "media": [{"url": "https://user:word@example.org/"}]}, "media"),
        ({"text": "x", "media": [{"url": "https://example.org/a b"}]}, "media"),
        ({"text": "x", "media": [{"url": "https://"}]}, "media"),
        ({"text": "x", "media": [{"url": "https://example.org/" + "x" * 2048}]}, "media"),
        ({"text": "x", "privacy": "COMMUNITY"}, "communityId"),
    ],
)
def test_what_breaks_a_bound_is_refused(ada: Client, values: dict[str, Any], field: str) -> None:
    watch = Watch()
    error = ada.refusal("createPost", values)
    assert (error["code"], error["field"]) == ("INVALID", field)
    watch.assert_nothing()


def test_the_bounds_themselves_hold(ada: Client) -> None:
    values = {
        "text": "x" * 5000,
        "tags": [f"#{'t' * 63}{number}" for number in range(10)],
        "media": MEDIA * 5,
    }
    made = ada.mutate("createPost", values, POST)["post"]
    assert (len(made["text"]), len(made["tags"]), len(made["media"])) == (5000, 10, 10)


def test_posting_to_a_community_is_for_its_members(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    public, private = community(bob), community(bob, privacy="PRIVATE")
    watch = Watch()

    def refused(uid: str) -> dict[str, Any]:
        error = eve.refusal("createPost", {"text": "Hi", "communityId": uid})
        assert error["field"] == "communityId"
        return error

    assert refused(public)["code"] == "FORBIDDEN"
    assert refused(private) == refused("missing")
    assert refused(private)["code"] == "NOT_FOUND"
    watch.assert_nothing()
    values = {"text": "Hi", "communityId": private, "privacy": "COMMUNITY"}
    made = bob.mutate("createPost", values, POST)["post"]
    assert (made["communityId"], made["privacy"]) == (private, "COMMUNITY")
    facts = {"community": private, "privacy": "community"}
    assert watch.rows() == [
        activity(bob, "post_create"),
        content(bob, "create", "post", made["id"], bob, **facts),
    ]


def test_editing_changes_what_is_given_alone(ada: Client) -> None:
    uid = publish(ada, "First", tags=["old"], media=MEDIA)
    watch = Watch()
    after = act(ada, "updatePost", uid, text="Second", tags=["new"], privacy=None)
    assert (after["text"], after["tags"], len(after["media"])) == ("Second", ["new"], 2)
    assert after["createdAt"] < after["updatedAt"]
    assert watch.rows() == [
        activity(ada, "post_update"),
        content(ada, "update", "post", uid, ada, tags=["new"], privacy="public"),
    ]
    assert act(ada, "updatePost", uid)["updatedAt"] == after["updatedAt"]


def test_editing_to_what_it_is_changes_nothing(ada: Client) -> None:
    uid = publish(ada, "First", tags=["old"], media=MEDIA)
    before = Watch()
    act(ada, "updatePost", uid, text=" First ", tags=["#OLD"], media=MEDIA, privacy="PUBLIC")
    assert before.rows() == []


def test_editing_cannot_empty_a_post_or_put_it_where_one_does_not_belong(
    ada: Client, bob: Client, community: Callable[..., str]
) -> None:
    foreign = community(privacy="PRIVATE")
    uid = publish(bob, "Text", media=MEDIA)
    act(bob, "updatePost", uid, text="")
    watch = Watch()
    for values, code, field in (
        ({"media": []}, "INVALID", "text"),
        ({"privacy": "COMMUNITY"}, "INVALID", "communityId"),
        ({"communityId": foreign}, "NOT_FOUND", "communityId"),
    ):
        error = bob.refusal("updatePost", {"postId": uid, **values})
        assert (error["code"], error["field"]) == (code, field)
    assert watch.rows() == []
    assert sees(bob, uid)


def test_a_post_moves_between_communities_and_out(
    ada: Client, community: Callable[..., str]
) -> None:
    one, other = community(), community()
    uid = publish(ada, communityId=one)
    assert act(ada, "updatePost", uid, communityId=other)["communityId"] == other
    assert act(ada, "updatePost", uid, communityId="")["communityId"] is None


def test_only_the_author_edits(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    club = community(bob)
    seen, unseen = publish(bob, communityId=club), publish(bob, privacy="ONLY_ME")
    User.objects.filter(username="eve").update(is_staff=True)
    watch = Watch()
    for who in (ada, eve):
        error = who.refusal("updatePost", {"postId": seen, "text": "Mine"})
        assert (error["code"], error["field"]) == ("FORBIDDEN", "postId")
        hidden = who.refusal("updatePost", {"postId": unseen, "text": "Mine"})
        missing = who.refusal("updatePost", {"postId": "missing", "text": "Mine"})
        assert hidden == missing
        assert (hidden["code"], hidden["field"]) == ("NOT_FOUND", "postId")
    assert watch.rows() == []


def test_deleting_takes_what_members_hold_and_comments_and_each_comment_leaves_a_row(
    ada: Client, bob: Client
) -> None:
    uid = publish(ada, tags=["x"])
    reply_to = comment(bob, uid)
    reply = comment(ada, uid, parentId=reply_to)
    for name in ("likePost", "savePost", "sharePost"):
        act(bob, name, uid)
    watch = Watch()
    gone = act(ada, "deletePost", uid)
    assert (gone["id"], gone["text"], gone["commentCount"]) == (uid, "Hello", 0)
    facts = {"tags": ["x"], "privacy": "public"}
    about = facts | {"parent": {"type": "post", "id": uid}}
    assert watch.rows() == sorted(
        [
            activity(ada, "post_delete"),
            content(ada, "delete", "post", uid, ada, **facts),
            content(ada, "delete", "comment", reply_to, bob, **about),
            content(ada, "delete", "comment", reply, ada, **about),
        ],
        key=repr,
    )
    assert not exists(uid)
    assert not sees(ada, uid)
    watch = Watch()
    assert ada.refusal("deletePost", {"postId": uid})["code"] == "NOT_FOUND"
    error = bob.refusal("deleteComment", {"commentId": reply_to})
    assert (error["code"], error["field"]) == ("NOT_FOUND", "commentId")
    watch.assert_nothing()


def test_an_admin_of_the_community_or_staff_delete_others_do_not(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    club = community(bob, eve)
    first, second = publish(bob, communityId=club), publish(bob, communityId=club)
    elsewhere, unseen = publish(bob), publish(bob, privacy="ONLY_ME")
    watch = Watch()
    for who, uid, code in (
        (eve, first, "FORBIDDEN"),
        (ada, elsewhere, "FORBIDDEN"),
        (ada, unseen, "NOT_FOUND"),
    ):
        assert who.refusal("deletePost", {"postId": uid})["code"] == code
    watch.assert_nothing()

    act(ada, "deletePost", first)
    facts = {"community": club, "privacy": "public"}
    assert watch.rows() == [
        activity(ada, "post_delete"),
        content(ada, "delete", "post", first, bob, **facts),
    ]
    User.objects.filter(username="eve").update(is_staff=True)
    for uid in (second, unseen):
        act(eve, "deletePost", uid)
        assert not exists(uid)


@pytest.mark.parametrize("privacy", ["ONLY_ME", "CONNECTIONS"])
def test_an_admin_cannot_read_by_deleting_what_is_not_theirs_to_see(
    ada: Client, bob: Client, community: Callable[..., str], privacy: str
) -> None:
    uid = publish(bob, communityId=community(bob), privacy=privacy)
    watch = Watch()
    unseen = ada.refusal("deletePost", {"postId": uid})
    assert unseen == ada.refusal("deletePost", {"postId": "missing"})
    watch.assert_nothing()
    assert exists(uid)


def test_a_block_hides_a_post_also_from_who_would_delete_it(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    hold(ada, "BLOCKS", bob)
    watch = Watch()
    for name in ("deletePost", "updatePost"):
        hidden = bob.refusal(name, {"postId": uid})
        assert hidden == bob.refusal(name, {"postId": "missing"})
    watch.assert_nothing()


def test_nobody_signed_out_publishes(client_of_nobody: Callable[[], Client]) -> None:
    assert client_of_nobody().refusal("createPost", {"text": "Hi"})["code"] == "UNAUTHENTICATED"
