"""Conversations and their messages: who may, and the rows each act leaves."""

from collections.abc import Callable
from typing import Any

from msg.models import ConversationMessages
from tests.api import Client, recorded
from tests.msg.acts import MESSAGE, block, bodies, listed, say, start
from tests.watching import Watch, content, social

MISSING = "0" * 32


def test_starting_leaves_no_row(ada: Client, bob: Client, eve: Client) -> None:
    watch = Watch()
    values = {"memberIds": [eve.id, bob.id, ada.id, bob.id], "title": " Turin "}
    found = ada.mutate(
        "startConversation",
        values,
        "conversation { title unreadCount lastMessage { id } members { username } }",
    )
    assert found["conversation"] == {
        "title": "Turin",
        "unreadCount": 0,
        "lastMessage": None,
        "members": [{"username": "ada"}, {"username": "bob"}, {"username": "eve"}],
    }
    assert watch.rows() == []
    assert [each["title"] for each in listed(eve)] == ["Turin"]


def test_two_members_get_their_conversation_back(ada: Client, bob: Client, eve: Client) -> None:
    first = start(ada, bob)
    watch = Watch()
    assert start(bob, ada) == first
    assert start(ada, bob, bob, ada) == first
    watch.assert_nothing()
    titled = {start(ada, bob, title="Turin"), start(ada, bob, title="Turin")}
    groups = {start(ada, bob, eve), start(ada, bob, eve)}
    assert len({first} | titled | groups) == 5, "a title or a third makes one of its own"


def test_a_refused_start_changes_nothing(
    member: Callable[..., Client], ada: Client, bob: Client, eve: Client
) -> None:
    cem = member("cem")
    block(ada, bob)
    block(eve, ada)
    watch = Watch()
    missing = ada.refusal("startConversation", {"memberIds": ["999999"]})
    assert (missing["code"], missing["field"]) == ("NOT_FOUND", "memberIds")
    for ids in ([cem.id, "999999"], ["x"], [bob.id], [eve.id], [cem.id, bob.id], [eve.id, cem.id]):
        assert ada.refusal("startConversation", {"memberIds": ids}) == missing
    for ids in ([ada.id], [], [str(number) for number in range(1, 52)]):
        error = ada.refusal("startConversation", {"memberIds": ids})
        assert (error["code"], error["field"]) == ("INVALID", "memberIds")
    watch.assert_nothing()


def test_a_message_leaves_its_create_and_a_row_to_each_other(
    ada: Client, bob: Client, eve: Client
) -> None:
    conversation = start(ada, bob, eve)
    picture = {"url": "https://example.org/a.png", "type": "IMAGE"}
    watch = Watch()
    sent = ada.mutate(
        "sendMessage",
        {"conversationId": conversation, "body": " Hello ", "attachments": [picture]},
        MESSAGE,
    )["message"]
    assert sent == {
        "id": sent["id"],
        "body": "Hello",
        "isRead": False,
        "conversationId": conversation,
        "attachments": [picture],
        "sender": {"id": ada.id},
    }
    assert watch.rows() == [
        content(ada, "create", "conversation_message", sent["id"], ada),
        social(ada, "message_send", "conversation", conversation, bob),
        social(ada, "message_send", "conversation", conversation, eve),
    ]


def test_an_attachment_alone_is_a_message(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    values = {"conversationId": conversation, "attachments": [{"url": "https://example.org/a"}]}
    assert ada.mutate("sendMessage", values, MESSAGE)["message"]["body"] == ""


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "INVALID", "body"),
    ({"body": " \n"}, "INVALID", "body"),
    ({"body": "x" * 10_001}, "INVALID", "body"),
    ({"attachments": []}, "INVALID", "body"),
    ({"attachments": [{"url": "javascript:alert(1)"}]}, "INVALID", "attachments"),
    ({"body": "Hello", "conversationId": MISSING}, "NOT_FOUND", "conversationId"),
]


def test_a_refused_message_changes_nothing(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    watch = Watch()
    for values, code, field in REFUSED:
        error = ada.refusal("sendMessage", {"conversationId": conversation, **values})
        assert (values, error["code"], error["field"]) == (values, code, field)
    watch.assert_nothing()


def test_others_neither_read_nor_write(
    ada: Client, bob: Client, eve: Client, client_of_nobody: Callable[[], Client]
) -> None:
    conversation = start(ada, bob)
    message = say(ada, conversation)
    watch = Watch()
    for id_ in (conversation, MISSING):
        values = {"conversationId": id_, "body": "Hello"}
        refused = eve.refusal("sendMessage", values)
        assert (refused["code"], refused["field"]) == ("NOT_FOUND", "conversationId")
        marking = {"conversationId": id_, "upToMessageId": message}
        assert eve.refusal("markMessagesRead", marking) == refused
        document = "query($id: ID!) { messages(conversationId: $id) { edges { node { id } } } }"
        (error,) = eve.errors(document, id=id_)
        assert error["extensions"] == {"code": "NOT_FOUND", "field": "conversationId"}
        assert client_of_nobody().refusal("sendMessage", values)["code"] == "UNAUTHENTICATED"
        assert client_of_nobody().refusal("markMessagesRead", marking)["code"] == "UNAUTHENTICATED"
    assert listed(eve) == []
    watch.assert_nothing()


def test_a_blocked_member_is_not_reached_in_a_conversation_of_two(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    say(bob, conversation)
    block(ada, bob)
    watch = Watch()
    for client in (ada, bob):
        error = client.refusal("sendMessage", {"conversationId": conversation, "body": "Hello"})
        assert error == client.refusal("sendMessage", {"conversationId": MISSING, "body": "Hello"})
        assert listed(client) == []
    watch.assert_nothing()
    ada.mutate("unblockUser", {"userId": bob.id})
    assert bodies(ada, conversation) == ["Hello"]


def test_messages_of_blocked_members_pass_each_other_by_in_a_group(
    ada: Client, bob: Client, eve: Client
) -> None:
    conversation = start(ada, bob, eve)
    say(bob, conversation, "before")
    block(ada, bob)
    watch = Watch()
    message = say(bob, conversation, "after")
    assert watch.rows() == [
        content(bob, "create", "conversation_message", message, bob),
        social(bob, "message_send", "conversation", conversation, eve),
    ]
    assert bodies(ada, conversation) == []
    assert bodies(eve, conversation) == ["after", "before"]
    say(ada, conversation, "mine")
    assert bodies(bob, conversation) == ["after", "before"]
    (seen,) = listed(ada)
    assert seen["lastMessage"] == {"body": "mine"}
    assert seen["unreadCount"] == 0
    assert [each["username"] for each in seen["members"]] == ["ada", "eve"]
    (seen,) = listed(bob)
    assert [each["username"] for each in seen["members"]] == ["bob", "eve"]


def test_a_message_made_outside_the_api_reaches_all_and_leaves_the_same_rows(
    ada: Client, bob: Client, eve: Client
) -> None:
    conversation = start(ada, bob, eve)
    watch = Watch()
    message = ConversationMessages(
        sender_id=int(ada.id), conversation_uid=conversation, body="From the shell"
    )
    message.save()
    message.save()
    assert watch.rows() == [
        content(ada, "create", "conversation_message", message.uid, ada),
        social(ada, "message_send", "conversation", conversation, bob),
        social(ada, "message_send", "conversation", conversation, eve),
    ]
    assert {row["source"] for row in recorded()[-2:]} == {"signal"}
    assert bodies(eve, conversation) == ["From the shell"]
