"""The graph's content changed in the admin: through the nodes, and so tracked."""

from collections.abc import Callable

import pytest

from connection.models import Connection
from msg.models import ConversationMessages
from ooumph import clock
from post.models import Comment, Post
from story.models import Story
from tests.admin.content import CONNECTIONS, DAY, POSTS, post, rows
from tests.admin.desk import Desk, in_words
from tests.api import event_ids, recorded
from tests.watching import Watch, whole_graph


def test_an_edit_is_tracked_as_the_editors_by_the_admin(root: Desk) -> None:
    node = post("as it was", tags=["walks"])
    known = event_ids()
    saved = root.save(f"{POSTS}{node.uid}/change/", text="as it is", privacy="only_me")
    assert saved.status_code == 302
    found = Post.nodes.get(uid=node.uid)
    assert (found.text, found.privacy, found.tags) == ("as it is", "only_me", ["walks"])
    assert found.updated_at > node.updated_at
    assert rows(known) == [
        ("user_activity", "post_update", root.id, "admin"),
        ("content_interaction", "update", root.id, "admin"),
    ]
    assert len({row["act_id"] for row in recorded(since=known)}) == 1
    assert "Changed text and privacy." in root.words(f"{POSTS}{node.uid}/history/")


def test_saving_what_is_there_changes_nothing(root: Desk) -> None:
    node = post("as it was")
    watch = Watch()
    assert root.save(f"{POSTS}{node.uid}/change/").status_code == 302
    watch.assert_nothing()


def test_an_edit_keeps_what_another_changed_meanwhile(root: Desk) -> None:
    node = post("as it was")
    page = f"{POSTS}{node.uid}/change/"
    fields = {"text": "as it was", "privacy": "only_me"}
    root.page(page)
    node.tags = ["meanwhile"]
    node.save()
    root.post(page, fields)
    found = Post.nodes.get(uid=node.uid)
    assert (found.tags, found.privacy) == (["meanwhile"], "only_me")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"privacy": "community"}, "This post is in no community."),
        ({"privacy": "no such word"}, "Select a valid choice."),
        ({"text": "x" * 5_001}, "at most 5000 characters"),
        ({"text": " "}, "A post needs text or media."),
    ],
)
def test_an_edit_that_is_not_valid_changes_nothing(
    root: Desk, values: dict[str, str], message: str
) -> None:
    node = post("as it was")
    watch = Watch()
    answer = root.save(f"{POSTS}{node.uid}/change/", **values)
    assert message in in_words(answer.text)
    watch.assert_nothing()


def test_accepting_a_connection_leaves_one_row_of_the_receiver(root: Desk) -> None:
    node = Connection(requester_id=7, receiver_id=8).save()
    known = event_ids()
    page = f"{CONNECTIONS}{node.uid}/change/"
    assert root.save(page, status="accepted").status_code == 302
    assert root.save(page, status="accepted").status_code == 302
    assert rows(known) == [("social_interaction", "connection_accept", 8, "admin")]
    (row,) = recorded(since=known)
    assert (row["target_user_id"], row["context_id"]) == (7, node.uid)
    found = Connection.nodes.get(uid=node.uid)
    assert (found.status, found.status_by, found.pair) == ("accepted", root.id, "7:8")


def test_removing_a_connection_is_the_editors(root: Desk) -> None:
    node = Connection(requester_id=7, receiver_id=8, status="accepted").save()
    known = event_ids()
    root.save(f"{CONNECTIONS}{node.uid}/change/", status="removed")
    assert rows(known) == [("social_interaction", "connection_remove", root.id, "admin")]


@pytest.mark.parametrize(
    ("status", "wanted"),
    [("pending", "removed"), ("accepted", "pending"), ("declined", "accepted")],
)
def test_a_status_that_does_not_follow_is_refused(root: Desk, status: str, wanted: str) -> None:
    node = Connection(requester_id=7, receiver_id=8, status=status).save()
    watch = Watch()
    answer = root.save(f"{CONNECTIONS}{node.uid}/change/", status=wanted)
    assert "Select a valid choice." in answer.text
    watch.assert_nothing()


def test_a_connection_is_not_deleted(root: Desk) -> None:
    node = Connection(requester_id=7, receiver_id=8).save()
    watch = Watch()
    assert root.post(f"{CONNECTIONS}{node.uid}/delete/", {"post": "yes"}).status_code == 403
    watch.assert_nothing()


def test_deleting_is_tracked_as_the_editors_by_the_admin(root: Desk) -> None:
    node, other = post("gone soon"), post("stays")
    known = event_ids()
    assert "gone soon" in root.page(f"{POSTS}{node.uid}/delete/")
    assert root.post(f"{POSTS}{node.uid}/delete/", {"post": "yes"}).status_code == 302
    assert [found.uid for found in Post.nodes.all()] == [other.uid]
    assert rows(known) == [
        ("user_activity", "post_delete", root.id, "admin"),
        ("content_interaction", "delete", root.id, "admin"),
    ]


def test_selected_nodes_are_deleted_each_as_an_act(root: Desk) -> None:
    nodes = [post("one"), post("two")]
    stays = post("stays")
    selected = {"action": "delete_selected", "_selected_action": [node.uid for node in nodes]}
    known = event_ids()
    asked = root.post(POSTS, selected)
    assert "one" in asked.text
    assert recorded(since=known) == []
    assert root.post(POSTS, {**selected, "post": "yes"}).status_code == 302
    assert [found.uid for found in Post.nodes.all()] == [stays.uid]
    assert sorted(rows(known)) == [
        ("content_interaction", "delete", root.id, "admin"),
        ("content_interaction", "delete", root.id, "admin"),
        ("user_activity", "post_delete", root.id, "admin"),
        ("user_activity", "post_delete", root.id, "admin"),
    ]
    assert len({row["act_id"] for row in recorded(since=known)}) == 2


def test_a_message_is_deleted_by_nobody_but_a_superuser(
    root: Desk, staff: Callable[..., Desk]
) -> None:
    message = ConversationMessages(sender_id=7, conversation_uid="c", body="abuse").save()
    path = f"/admin/msg/conversationmessages/{message.uid}/delete/"
    reader = staff("sam", "view_graph_content")
    watch = Watch()
    assert reader.post(path, {"post": "yes"}).status_code == 403
    watch.assert_nothing()
    known = event_ids()
    root.post(path, {"post": "yes"})
    assert rows(known) == [("content_interaction", "delete", root.id, "admin")]
    assert not any("ConversationMessages" in line for line in whole_graph())


def test_what_goes_with_a_post_goes_with_it(root: Desk) -> None:
    node = post("gone soon")
    Comment(
        author_id=8, text="so true", parent_type="post", parent_uid=node.uid, parent_author_id=7
    ).save()
    known = event_ids()
    root.post(f"{POSTS}{node.uid}/delete/", {"post": "yes"})
    assert list(Comment.nodes.all()) == []
    assert [row[1] for row in rows(known)] == ["post_delete", "delete", "delete"]


def test_a_story_is_deleted_even_after_its_end(root: Desk) -> None:
    live = Story(author_id=7, text="live", expires_at=clock.now() + (clock.now() - DAY)).save()
    ended = Story(author_id=7, text="ended", expires_at=DAY).save()
    known = event_ids()
    for story in (live, ended):
        root.post(f"/admin/story/story/{story.uid}/delete/", {"post": "yes"})
    assert list(Story.nodes.all()) == []
    assert sorted(row[1] for row in rows(known)) == ["delete", "delete"] + ["story_delete"] * 2
