"""Marking as read: exactly what others sent, up to a message, once."""

from functools import partial

import pytest
from neo4j import Driver

from tests.api import Client, event_ids, recorded
from tests.msg.acts import block, listed, read, say, start
from tests.watching import Watch, at_once, social


def readers(graph: Driver) -> list[tuple[int, str]]:
    with graph.session() as session:
        found = session.run(
            "MATCH (u:UserNode)-[:READ]->(m:ConversationMessages) RETURN u.user_id, m.body"
        )
        return sorted((row[0], row[1]) for row in found)


def test_it_marks_up_to_and_with_a_message_what_others_sent(
    ada: Client, bob: Client, eve: Client, graph: Driver
) -> None:
    conversation = start(ada, bob, eve)
    say(bob, conversation, "1")
    say(ada, conversation, "2")
    upto = say(eve, conversation, "3")
    say(bob, conversation, "4")
    watch = Watch()
    assert read(ada, conversation, upto) == 2
    assert watch.rows() == [
        social(ada, "message_read", "conversation", conversation, bob),
        social(ada, "message_read", "conversation", conversation, eve),
    ]
    assert readers(graph) == [(int(ada.id), "1"), (int(ada.id), "3")]
    assert [each["unreadCount"] for each in listed(ada)] == [1]


def test_each_row_names_its_message(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    sent = {say(bob, conversation), (last := say(bob, conversation))}
    before = event_ids()
    assert read(ada, conversation, last) == 2
    assert {row["metadata"]["message"] for row in recorded(since=before)} == sent


def test_what_is_read_stays_as_it_is(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    first = say(bob, conversation, "1")
    last = say(bob, conversation, "2")
    assert read(ada, conversation, last) == 2
    watch = Watch()
    assert read(ada, conversation, last) == 0
    assert read(ada, conversation, first) == 0
    assert read(bob, conversation, last) == 0, "one's own are nothing to read"
    watch.assert_nothing()


def test_both_sides_see_that_it_is_read(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    message = say(ada, conversation)
    document = (
        "query($id: ID!) { messages(conversationId: $id) "
        "{ edges { node { isRead readBy { username } } } } }"
    )

    def seen(client: Client) -> object:
        found = client.query(document, id=conversation)["messages"]["edges"]
        return found[0]["node"]

    unread = {"isRead": False, "readBy": []}
    assert (seen(ada), seen(bob)) == (unread, unread)
    read(bob, conversation, message)
    done = {"isRead": True, "readBy": [{"username": "bob"}]}
    assert (seen(ada), seen(bob)) == (done, done)


@pytest.mark.parametrize("case", ["missing", "of another conversation", "hidden by a block"])
def test_a_message_that_is_not_seen_is_as_missing(
    ada: Client, bob: Client, eve: Client, case: str
) -> None:
    conversation = start(ada, bob, eve)
    hidden = say(bob, conversation, "hidden")
    other = say(bob, start(bob, ada), "other")
    if case == "hidden by a block":
        block(bob, ada)
    ids = {"missing": "0" * 32, "of another conversation": other}
    watch = Watch()
    values = {"conversationId": conversation, "upToMessageId": ids.get(case, hidden)}
    error = ada.refusal("markMessagesRead", values)
    assert (error["code"], error["field"]) == ("NOT_FOUND", "upToMessageId")
    watch.assert_nothing()


def test_what_a_block_hides_is_not_read(ada: Client, bob: Client, eve: Client) -> None:
    conversation = start(ada, bob, eve)
    say(bob, conversation, "hidden")
    last = say(eve, conversation, "shown")
    block(ada, bob)
    watch = Watch()
    assert read(ada, conversation, last) == 1
    assert watch.rows() == [social(ada, "message_read", "conversation", conversation, eve)]


def test_four_calls_at_once_read_each_message_once(ada: Client, bob: Client, graph: Driver) -> None:
    conversation = start(ada, bob)
    for number in range(9):
        say(bob, conversation, str(number))
    last = say(bob, conversation, "9")
    watch = Watch()
    counts = at_once(*[partial(read, ada, conversation, last)] * 4)
    assert sorted(counts) == [0, 0, 0, 10]
    assert watch.rows() == [social(ada, "message_read", "conversation", conversation, bob)] * 10
    assert len(readers(graph)) == 10
