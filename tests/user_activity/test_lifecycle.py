"""A node's life is recorded whichever path made it, once, and never breaks the save."""

from collections import Counter
from typing import Any

import pytest
from django.conf import LazySettings

from account.models import User
from account.services import create_member
from connection.models import Connection
from msg.models import ConversationMessages
from ooumph import graph
from post.models import Comment, Post
from tests.api import event_ids, recorded
from user_activity.collecting import act, acting
from user_activity.context import Actor, acting_as

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> User:
    return create_member(username="ada", email="", password="correct horse battery")


@pytest.fixture
def bob() -> User:
    return create_member(username="bob", email="", password="correct horse battery")


def summary(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [
        (row["user_id"], row.get("activity_type") or row["interaction_type"], row["source"])
        for row in rows
    ]


def test_a_post_made_in_a_shell(ada: User) -> None:
    post = Post(author_id=ada.pk, text="Hello", tags=["tea"]).save()

    rows = recorded()
    assert summary(rows) == [(ada.pk, "post_create", "signal"), (ada.pk, "create", "signal")]
    assert rows[1]["author_id"] == ada.pk
    assert rows[1]["metadata"] == {"tags": ["tea"], "privacy": "public"}
    assert {row["occurred_at"] for row in rows} == {post.created_at}
    assert len({row["act_id"] for row in rows}) == 1


def test_each_edit_is_an_event(ada: User) -> None:
    post = Post(author_id=ada.pk, text="Hello").save()
    before = event_ids()

    for text in ("Hello!", "Hello?"):
        post.text = text
        post.save()

    assert Counter(summary(recorded(since=before))) == {
        (ada.pk, "post_update", "signal"): 2,
        (ada.pk, "update", "signal"): 2,
    }


def test_saving_one_status_twice_is_one_change(ada: User, bob: User) -> None:
    connection = Connection(requester_id=ada.pk, receiver_id=bob.pk).save()
    again = Connection.nodes.get(uid=connection.uid)
    for node in (connection, again):
        node.status = "accepted"
        node.save()
        node.save()

    rows = recorded()
    assert summary(rows) == [
        (ada.pk, "create", "signal"),
        (ada.pk, "connection_request", "signal"),
        (bob.pk, "connection_accept", "signal"),
    ]
    assert [row["target_user_id"] for row in rows[1:]] == [bob.pk, ada.pk]


def test_a_status_that_staff_set_is_still_the_members_act(ada: User, bob: User) -> None:
    connection = Connection(requester_id=ada.pk, receiver_id=bob.pk).save()
    before = event_ids()
    with acting_as(Actor(user_id=999)):
        connection.status = "declined"
        connection.save()

    assert summary(recorded(since=before)) == [(bob.pk, "connection_decline", "signal")]


def test_a_rolled_back_transaction_reports_nothing(ada: User) -> None:
    @act
    @graph.write
    def failing() -> None:
        Post(author_id=ada.pk, text="Never").save()
        raise LookupError

    with pytest.raises(LookupError):
        failing()

    assert recorded() == []
    assert graph.query("MATCH (p:Post) RETURN count(p)") == [[0]]


def test_a_retried_transaction_reports_once(ada: User) -> None:
    from neo4j.exceptions import TransientError

    tries: list[int] = []

    @graph.write
    def flaky() -> None:
        tries.append(1)
        Post(author_id=ada.pk, text="Once").save()
        if len(tries) < 3:
            raise TransientError

    flaky()

    assert len(tries) == 3
    assert summary(recorded()) == [(ada.pk, "post_create", "signal"), (ada.pk, "create", "signal")]


def test_the_rows_of_one_act_leave_together_at_its_end(ada: User) -> None:
    with acting():
        Post(author_id=ada.pk, text="Hello").save()
        Post(author_id=ada.pk, text="Again").save()
        assert recorded() == []

    rows = recorded()
    assert len(rows) == 4
    assert len({row["act_id"] for row in rows}) == 1


def bare_connection() -> Connection:
    """A connection that an old script made: its ends are known by relationships, if at all."""
    return Connection().save()


def accept(connection: Connection) -> dict[str, Any]:
    before = event_ids()
    connection.status = "accepted"
    connection.save()
    (row,) = recorded(since=before)
    return row


RELATE = (
    "MATCH (c:Connection {uid: $uid}) MERGE (m:UserNode {user_id: $user_id}) "
    "MERGE (m)-[:REQUESTED]->(c)"
)
RELATE_RECEIVER = (
    "MATCH (c:Connection {uid: $uid}) MERGE (m:UserNode {user_id: $user_id}) MERGE (c)-[:ASKS]->(m)"
)


def test_ends_are_looked_up_where_the_node_does_not_say(ada: User, bob: User) -> None:
    connection = bare_connection()
    graph.query(RELATE, uid=connection.uid, user_id=ada.pk)
    graph.query(RELATE_RECEIVER, uid=connection.uid, user_id=bob.pk)

    row = accept(connection)

    assert (row["user_id"], row["target_user_id"], row["metadata"]) == (bob.pk, ada.pk, {})


def test_a_missing_relationship_costs_the_detail_alone(ada: User) -> None:
    connection = bare_connection()
    graph.query(RELATE, uid=connection.uid, user_id=ada.pk)

    row = accept(connection)

    assert (row["user_id"], row["target_user_id"]) == (0, ada.pk)
    assert row["metadata"] == {"unresolved": {"receiver_id": "missing"}}


def test_a_doubled_relationship_is_ambiguous(ada: User, bob: User) -> None:
    connection = bare_connection()
    graph.query(RELATE_RECEIVER, uid=connection.uid, user_id=ada.pk)
    graph.query(RELATE_RECEIVER, uid=connection.uid, user_id=bob.pk)

    row = accept(connection)

    assert row["metadata"] == {
        "unresolved": {"receiver_id": "ambiguous", "requester_id": "missing"}
    }


def test_a_dangling_relationship_is_named(bob: User) -> None:
    connection = bare_connection()
    graph.query(
        "MATCH (c:Connection {uid: $uid}) CREATE (:UserNode)-[:REQUESTED]->(c)", uid=connection.uid
    )
    graph.query(RELATE_RECEIVER, uid=connection.uid, user_id=bob.pk)

    row = accept(connection)

    assert (row["user_id"], row["target_user_id"]) == (bob.pk, None)
    assert row["metadata"] == {"unresolved": {"requester_id": "dangling"}}


def test_a_member_deleted_in_postgres_keeps_the_event(ada: User, bob: User) -> None:
    connection = Connection(requester_id=ada.pk, receiver_id=bob.pk).save()
    gone = bob.pk
    bob.delete()

    row = accept(connection)

    assert (row["user_id"], row["target_user_id"]) == (gone, ada.pk)


def test_recipients_are_looked_up_where_the_message_does_not_say(ada: User, bob: User) -> None:
    for member_id in (ada.pk, bob.pk):
        graph.query(
            "MERGE (c:Conversation {uid: 'tea'}) MERGE (m:UserNode {user_id: $user_id}) "
            "MERGE (m)-[:PARTICIPATES_IN]->(c)",
            user_id=member_id,
        )

    ConversationMessages(sender_id=ada.pk, conversation_uid="tea", body="Hello").save()

    rows = recorded()
    assert summary(rows) == [(ada.pk, "create", "signal"), (ada.pk, "message_send", "signal")]
    assert rows[1]["target_user_id"] == bob.pk


@pytest.mark.parametrize("fault", ["pause", "kill"])
def test_a_graph_that_is_away_costs_the_details_and_no_more_than_the_time_out(
    services: Any, settings: LazySettings, fault: str
) -> None:
    from user_activity.lifecycle import report_connection

    settings.GRAPH_LOOKUP_TIMEOUT_SECONDS = 0.25
    connection = bare_connection()
    before = event_ids()
    getattr(services.neo4j, fault)()
    try:
        for status in ("accepted", "declined", "cancelled"):
            report_connection(
                connection, created=False, status=status, status_at=connection.created_at
            )
    finally:
        if fault == "pause":
            services.neo4j.resume()
        else:
            services.neo4j.start()

    rows = recorded(since=before)
    assert len(rows) == 3
    reasons = {reason for row in rows for reason in row["metadata"]["unresolved"].values()}
    assert reasons <= {"timeout", "graph_down", "breaker_open"}
    assert "breaker_open" in reasons


def test_a_comment_carries_the_facts_of_its_parent(ada: User, bob: User) -> None:
    comment = Comment(
        author_id=bob.pk,
        text="Well",
        parent_type="post",
        parent_uid="p",
        parent_author_id=ada.pk,
        parent_tags=["tea"],
        parent_privacy="connections",
    ).save()

    facts = {"tags": ["tea"], "privacy": "connections"}
    found = {row["content_type"]: row["metadata"] for row in recorded()}
    assert found == {
        "post": {**facts, "comment": comment.uid},
        "comment": {**facts, "parent": {"type": "post", "id": "p"}},
    }
