"""Conversations and Matrix rooms."""

from tests.acceptance.given import a_conversation, two_messages
from tests.acceptance.world import Row, World, an_act


@an_act("startConversation")
def start_conversation(w: World) -> list[Row]:
    a_conversation(w)
    return []


@an_act("sendMessage", given=a_conversation)
def send_message(w: World) -> list[Row]:
    conversation = w.made["conversation"]
    values = {"conversationId": conversation, "body": "Hello"}
    message = w.ada.mutate("sendMessage", values, "message { id }")["message"]["id"]
    return [
        ("ada", "conversation_message:create", message),
        ("ada", "message_send", "bob", "conversation", conversation),
        ("ada", "message_send", "cleo", "conversation", conversation),
    ]


@an_act("sendMatrixMessage")
def send_matrix_message(w: World) -> list[Row]:
    room = "!tea:example.org"
    values = {"roomId": room, "body": "Hello"}
    first = w.ada.mutate("sendMatrixMessage", values, "matrixMessage { id }")["matrixMessage"]["id"]
    second = w.bob.mutate("sendMatrixMessage", values, "matrixMessage { id }")["matrixMessage"][
        "id"
    ]
    return [
        ("ada", "matrix_message:create", first),
        ("ada", "message_send", None, "matrix_room", room),
        ("bob", "matrix_message:create", second),
        ("bob", "message_send", "ada", "matrix_room", room),
    ]


@an_act("markMessagesRead", given=two_messages)
def mark_read(w: World) -> list[Row]:
    values = {"conversationId": w.made["conversation"], "upToMessageId": w.made["message"]}
    assert w.bob.mutate("markMessagesRead", values, "readCount")["readCount"] == 2
    assert w.bob.mutate("markMessagesRead", values, "readCount")["readCount"] == 0
    return [("bob", "message_read", "ada", "conversation", w.made["conversation"])] * 2
