"""Comments and the replies to them."""

from collections.abc import Callable
from functools import partial

from account.models import User
from ooumph import graph
from post.models import Comment
from tests.api import Client
from tests.post.acts import COMMENT, COMMENTS, act, comment, comments_of, publish
from tests.watching import Watch, at_once, content, hold


def test_commenting(ada: Client, bob: Client, community: Callable[..., str]) -> None:
    club = community(bob)
    uid = publish(ada, tags=["x"], communityId=club, privacy="COMMUNITY")
    watch = Watch()
    values = {"postId": uid, "text": " Well said. "}
    made = bob.mutate("commentOnPost", values, COMMENT)["comment"]
    comment_uid = made.pop("id")
    assert made.pop("createdAt")
    assert made == {
        "text": "Well said.",
        "author": {"username": "bob"},
        "postId": uid,
        "storyId": None,
        "parentId": None,
        "replyCount": 0,
    }
    facts = {"tags": ["x"], "community": club, "privacy": "community"}
    parent = {"type": "post", "id": uid}
    assert watch.rows() == [
        content(bob, "comment", "post", uid, ada, **facts, comment=comment_uid),
        content(bob, "create", "comment", comment_uid, bob, **facts, parent=parent),
    ]
    assert act(ada, "updatePost", uid)["commentCount"] == 1


def test_replying_makes_a_thread(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    first = comment(bob, uid, "First")
    reply = comment(ada, uid, "Reply", parentId=first)
    comment(bob, uid, "Deeper", parentId=reply)
    comment(bob, uid, "Second")
    edges = ada.query(COMMENTS, id=uid)["comments"]["edges"]
    assert [edge["node"] for edge in edges] == [
        {"text": text, "parentId": parent, "replyCount": replies, "author": {"username": who}}
        | {"id": edge["node"]["id"]}
        for edge, (text, parent, replies, who) in zip(
            edges,
            [
                ("Second", None, 0, "bob"),
                ("Deeper", reply, 0, "bob"),
                ("Reply", first, 1, "ada"),
                ("First", None, 1, "bob"),
            ],
            strict=True,
        )
    ]
    assert comments_of(ada, uid, parent=first) == ["Reply"]
    assert comments_of(ada, uid, parent="missing") == []


def test_a_reply_is_to_a_comment_of_the_same_post_that_one_sees(
    ada: Client, bob: Client, eve: Client
) -> None:
    uid, other = publish(ada), publish(ada)
    elsewhere, blocked = comment(ada, other), comment(eve, uid)
    hold(eve, "BLOCKS", bob)
    watch = Watch()
    for parent in (elsewhere, blocked, "missing"):
        error = bob.refusal("commentOnPost", {"postId": uid, "text": "Hm", "parentId": parent})
        assert (error["code"], error["field"]) == ("NOT_FOUND", "parentId")
    watch.assert_nothing()


def test_a_comment_says_something_within_bounds(ada: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    for text in ("", "  \n", "x" * 5001):
        error = ada.refusal("commentOnPost", {"postId": uid, "text": text})
        assert (error["code"], error["field"]) == ("INVALID", "text")
    watch.assert_nothing()


def test_comments_of_the_blocked_and_the_muted_are_left_out(
    ada: Client, bob: Client, eve: Client, member: Callable[..., Client]
) -> None:
    fay = member("fay")
    uid = publish(ada)
    for who in (bob, eve, fay):
        comment(who, uid, who.username)
    hold(bob, "BLOCKS", eve)
    hold(bob, "MUTES", fay)
    assert comments_of(bob, uid) == ["bob"]
    assert comments_of(eve, uid) == ["fay", "eve"]
    assert comments_of(ada, uid) == ["fay", "eve", "bob"]


def test_deleting_takes_the_replies_and_each_leaves_a_row(
    ada: Client, bob: Client, eve: Client
) -> None:
    uid = publish(ada)
    kept, gone = comment(bob, uid, "Kept"), comment(bob, uid, "Gone")
    reply = comment(eve, uid, "Reply", parentId=gone)
    deeper = comment(bob, uid, "Deeper", parentId=reply)
    watch = Watch()
    values = {"commentId": gone}
    deleted = bob.mutate("deleteComment", values, COMMENT)["comment"]
    assert (deleted["id"], deleted["text"], deleted["replyCount"]) == (gone, "Gone", 0)
    facts = {"privacy": "public", "parent": {"type": "post", "id": uid}}
    taken = [(gone, bob), (reply, eve), (deeper, bob)]
    assert watch.rows() == sorted(
        (content(bob, "delete", "comment", each, author, **facts) for each, author in taken),
        key=repr,
    )
    assert comments_of(bob, uid) == ["Kept"]
    assert act(ada, "updatePost", uid)["commentCount"] == 1
    watch = Watch()
    assert bob.refusal("deleteComment", values)["code"] == "NOT_FOUND"
    assert bob.refusal("deleteComment", {"commentId": reply})["code"] == "NOT_FOUND"
    watch.assert_nothing()
    assert kept


def test_its_author_the_posts_author_an_admin_and_staff_delete(
    ada: Client,
    bob: Client,
    eve: Client,
    member: Callable[..., Client],
    community: Callable[..., str],
) -> None:
    fay = member("fay")
    club = community(bob, eve, fay)
    uid = publish(bob, communityId=club)
    facts = {"community": club, "privacy": "public", "parent": {"type": "post", "id": uid}}
    watch = Watch()
    mine = comment(eve, uid)
    watch = Watch()
    error = fay.refusal("deleteComment", {"commentId": mine})
    assert (error["code"], error["field"]) == ("FORBIDDEN", "commentId")
    watch.assert_nothing()
    User.objects.filter(username="fay").update(is_staff=True)
    for who in (eve, bob, ada, fay):
        made = comment(eve, uid)
        watch = Watch()
        who.mutate("deleteComment", {"commentId": made}, COMMENT)
        row = content(who, "delete", "comment", made, eve, **facts)
        assert watch.rows() == [row]


def test_an_admin_deletes_what_they_may_read_in_the_community_where_the_post_is_now(
    ada: Client, bob: Client, eve: Client, community: Callable[..., str]
) -> None:
    club = community(bob, eve)
    uid = publish(bob, communityId=club)
    first, second = comment(eve, uid), comment(eve, uid)
    missing = ada.refusal("deleteComment", {"commentId": "missing"})
    hold(eve, "BLOCKS", ada)
    watch = Watch()
    assert ada.refusal("deleteComment", {"commentId": first}) == missing
    watch.assert_nothing()
    eve.mutate("unblockUser", {"userId": ada.id})

    act(bob, "updatePost", uid, communityId="")
    watch = Watch()
    assert ada.refusal("deleteComment", {"commentId": first})["code"] == "FORBIDDEN"
    act(bob, "updatePost", uid, privacy="ONLY_ME")
    watch = Watch()
    assert ada.refusal("deleteComment", {"commentId": first}) == missing
    watch.assert_nothing()
    act(bob, "updatePost", uid, privacy="PUBLIC", communityId=club)
    for made in (first, second):
        ada.mutate("deleteComment", {"commentId": made}, COMMENT)
    assert comments_of(ada, uid) == []


def test_who_cannot_see_a_comment_cannot_tell_that_it_is_there(
    ada: Client, bob: Client, eve: Client
) -> None:
    hidden = comment(ada, publish(ada, privacy="ONLY_ME"))
    blocked = comment(eve, publish(ada))
    hold(eve, "BLOCKS", bob)
    watch = Watch()
    missing = bob.refusal("deleteComment", {"commentId": "missing"})
    assert (missing["code"], missing["field"]) == ("NOT_FOUND", "commentId")
    for uid in (hidden, blocked):
        assert bob.refusal("deleteComment", {"commentId": uid}) == missing
    watch.assert_nothing()


def test_a_comment_on_a_story_is_deleted_by_its_author_the_storys_or_staff(
    ada: Client, bob: Client, eve: Client
) -> None:
    def on_story() -> str:
        made = Comment(
            author_id=int(bob.id),
            text="Nice",
            parent_type="story",
            parent_uid="a story",
            parent_author_id=int(ada.id),
        ).save()
        return str(made.uid)

    uid = on_story()
    watch = Watch()
    assert eve.refusal("deleteComment", {"commentId": uid})["code"] == "NOT_FOUND"
    watch.assert_nothing()
    User.objects.filter(username="eve").update(is_staff=True)
    for who in (ada, bob, eve):
        uid = on_story()
        watch = Watch()
        gone = who.mutate("deleteComment", {"commentId": uid}, COMMENT)["comment"]
        assert (gone["postId"], gone["storyId"]) == (None, "a story")
        parent = {"type": "story", "id": "a story"}
        assert watch.rows() == [content(who, "delete", "comment", uid, bob, parent=parent)]


def test_deleting_at_once_is_one_deletion(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    for _ in range(3):
        made = comment(bob, uid)
        watch = Watch()
        values = {"commentId": made}
        payloads = at_once(*[partial(bob.payload, "deleteComment", values, "comment { id }")] * 4)
        assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1, 1, 1]
        facts = {"privacy": "public", "parent": {"type": "post", "id": uid}}
        assert watch.rows() == [content(bob, "delete", "comment", made, bob, **facts)]


def test_commenting_while_the_post_is_deleted_leaves_no_orphan(ada: Client, bob: Client) -> None:
    for _ in range(4):
        uid = publish(ada)
        values = {"postId": uid, "text": "Late"}
        made, _ = at_once(
            partial(bob.payload, "commentOnPost", values, "comment { id }"),
            partial(act, ada, "deletePost", uid),
        )
        assert [error["code"] for error in made["errors"]] in ([], ["NOT_FOUND"])
        cypher = "MATCH (c:Comment {parent_uid: $uid}) RETURN count(c)"
        assert graph.query(cypher, uid=uid) == [[0]]
