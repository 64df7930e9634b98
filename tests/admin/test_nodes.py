"""The graph's content in the admin, read in pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from account.models import User
from community.models import Community
from connection.models import Connection
from msg.models import Conversation, ConversationMessages, MatrixMessage
from ooumph.embedded.services import Services
from ooumph.graph.failures import BREAKER
from post.models import Comment, Post
from story.models import Story
from tests.admin.content import CONNECTIONS, DAY, POSTS, post
from tests.admin.desk import NODES, Desk
from tests.api import event_ids, recorded
from tests.watching import counted_queries

MAKE: dict[str, Callable[[int], Any]] = {
    "post/post": lambda user: Post(author_id=user, text="hi"),
    "post/comment": lambda user: Comment(
        author_id=user, text="hi", parent_type="post", parent_uid="p", parent_author_id=user
    ),
    "story/story": lambda user: Story(author_id=user, text="hi", expires_at=DAY),
    "community/community": lambda user: Community(author_id=user, name="club"),
    "connection/connection": lambda user: Connection(requester_id=user, receiver_id=user + 1),
    "msg/conversation": lambda user: Conversation(author_id=user),
    "msg/conversationmessages": lambda user: ConversationMessages(
        sender_id=user, conversation_uid="c", recipient_ids=[user + 1], body="hi"
    ),
    "msg/matrixmessage": lambda user: MatrixMessage(sender_id=user, room_id="r", body="hi"),
}


@pytest.mark.parametrize("page", MAKE)
def test_a_page_takes_as_many_queries_for_one_node_as_for_twenty(root: Desk, page: str) -> None:
    users = [User.objects.create_user(f"member{number}").pk for number in range(20)]
    MAKE[page](users[0]).save()
    root.page(f"/admin/{page}/")  # A thread's first look at the graph asks for its version.
    with counted_queries() as one:
        root.page(f"/admin/{page}/")
    for user in users[1:]:
        MAKE[page](user).save()
    with counted_queries() as twenty:
        html = root.page(f"/admin/{page}/")
    assert all(f">member{number}<" in html for number in range(20))
    assert one.counts == twenty.counts
    assert twenty.counts[0] == 1


@pytest.mark.parametrize("page", MAKE)
def test_every_node_has_a_page(root: Desk, page: str) -> None:
    node = MAKE[page](root.id).save()
    assert node.uid in root.page(f"/admin/{page}/{node.uid}/change/")
    missing = root.get(f"/admin/{page}/{'0' * 32}/change/")
    assert (missing.status_code, missing.headers["Location"]) == (302, "/admin/")


def test_a_list_is_paged_newest_first(root: Desk) -> None:
    for number in range(60):
        post(f"post {number}", at=DAY + timedelta(minutes=number))
    assert root.column(POSTS, "Text") == [f"post {number}" for number in range(59, 9, -1)]
    assert root.column(POSTS, "Text", p=2) == [f"post {number}" for number in range(9, -1, -1)]
    assert root.column(POSTS, "Text", o=1)[:2] == ["post 0", "post 1"]
    assert "60 posts" in root.words(POSTS)


def test_a_search_finds_an_id_a_member_or_words(root: Desk) -> None:
    ada = User.objects.create_user("ada").pk
    walk, moth = post("A walk by the river", ada), post("Found a Moth in the relay", 8)
    assert root.column(POSTS, "Text", q=walk.uid) == [walk.text]
    assert root.column(POSTS, "Text", q="ADA") == [walk.text]
    assert root.column(POSTS, "Text", q=" 8 ") == [moth.text]
    assert root.column(POSTS, "Text", q="moth in") == [moth.text]
    assert root.column(POSTS, "Text", q="no such words") == []


def test_a_connection_is_found_by_either_end(root: Desk) -> None:
    ada = User.objects.create_user("ada").pk
    Connection(requester_id=ada, receiver_id=8).save()
    Connection(requester_id=9, receiver_id=ada).save()
    Connection(requester_id=9, receiver_id=8).save()
    found = root.column(CONNECTIONS, "Requester", q="ada")
    assert sorted(found) == ["#9, gone", "ada"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"privacy": "only_me"}, {"mine"}),
        ({"privacy": "no such word"}, set()),
        ({"day_from": "2026-03-10"}, {"mine"}),
        ({"day_to": "2026-03-09"}, {"old"}),
        ({"privacy": "public", "day_from": "2026-03-10"}, set()),
    ],
)
def test_filters_find_their_nodes(root: Desk, query: dict[str, str], found: set[str]) -> None:
    post("mine", privacy="only_me")
    post("old", at=DAY - timedelta(days=1))
    assert set(root.column(POSTS, "Text", **query)) == found


def test_a_graph_that_is_away_is_said(root: Desk, services: Services) -> None:
    node = post("as it was")
    known = event_ids()
    services.neo4j.pause()
    for answer in (root.get(NODES[1]), root.get(f"{POSTS}{node.uid}/change/")):
        assert answer.status_code == 503
        assert "The graph does not answer" in answer.text
    fields = {"text": "other", "privacy": "public"}
    assert root.post(f"{POSTS}{node.uid}/change/", fields).status_code == 503
    assert recorded(since=known) == []
    assert root.get("/admin/").status_code == 200
    services.neo4j.resume()
    BREAKER.close()
    assert "as it was" in root.get(f"{POSTS}{node.uid}/change/").text
    assert root.get("/admin/account/user/").status_code == 200
