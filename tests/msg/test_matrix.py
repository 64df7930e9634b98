"""Messages to Matrix rooms: the rows for whom we know in a room, and the port's adapters."""

from collections.abc import Callable

import pytest

from msg.models import MatrixMessage
from msg.transport import GraphTransport, MatrixTransport
from tests.api import Client
from tests.msg.acts import block
from tests.watching import Watch, content, social

ROOM = "!abc:example.org"
SENT = "matrixMessage { id roomId body sender { id } }"


def send(client: Client, room_id: str = ROOM) -> str:
    values = {"roomId": room_id, "body": " Hello "}
    found = client.mutate("sendMatrixMessage", values, SENT)["matrixMessage"]
    assert found == {
        "id": found["id"],
        "roomId": room_id,
        "body": "Hello",
        "sender": {"id": client.id},
    }
    return str(found["id"])


def test_with_no_known_member_one_row_has_no_target(ada: Client) -> None:
    for room in (ROOM, ROOM, "#all.of-us:matrix.example.org:8448", "#x:[2001:db8::1]"):
        watch = Watch()
        message = send(ada, room)
        assert watch.rows() == [
            content(ada, "create", "matrix_message", message, ada),
            social(ada, "message_send", "matrix_room", room),
        ]


def test_who_has_sent_to_a_room_is_known_to_be_in_it(ada: Client, bob: Client, eve: Client) -> None:
    send(ada)
    send(bob)
    send(eve, "!other:example.org")
    watch = Watch()
    message = send(eve)
    assert watch.rows() == [
        content(eve, "create", "matrix_message", message, eve),
        social(eve, "message_send", "matrix_room", ROOM, ada),
        social(eve, "message_send", "matrix_room", ROOM, bob),
    ]


@pytest.mark.parametrize("by_sender", [True, False])
def test_a_blocked_member_is_no_recipient(
    ada: Client, bob: Client, eve: Client, by_sender: bool
) -> None:
    send(bob)
    send(eve)
    block(*((ada, bob) if by_sender else (bob, ada)))
    watch = Watch()
    message = send(ada)
    assert watch.rows() == [
        content(ada, "create", "matrix_message", message, ada),
        social(ada, "message_send", "matrix_room", ROOM, eve),
    ]


def test_a_room_whose_id_is_long_keeps_one_name_in_events(ada: Client, bob: Client) -> None:
    room = f"!{'x' * 180}:example.org"
    send(ada, room)
    watch = Watch()
    message = send(bob, room)
    key = MatrixMessage.nodes.get(uid=message).room_key
    assert len(key) == 36
    assert watch.rows() == [
        content(bob, "create", "matrix_message", message, bob),
        social(bob, "message_send", "matrix_room", key, ada),
    ]


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"roomId": "abc:example.org"}, "roomId"),
    ({"roomId": "!abc"}, "roomId"),
    ({"roomId": "@ada:example.org"}, "roomId"),
    ({"roomId": "!a c:example.org"}, "roomId"),
    ({"roomId": "!abc:"}, "roomId"),
    ({"roomId": f"!{'x' * 255}:example.org"}, "roomId"),
    ({"body": "  "}, "body"),
    ({"body": "x" * 10_001}, "body"),
]


def test_a_refused_message_changes_nothing(
    ada: Client, client_of_nobody: Callable[[], Client]
) -> None:
    watch = Watch()
    for values, field in REFUSED:
        error = ada.refusal("sendMatrixMessage", {"roomId": ROOM, "body": "Hello", **values})
        assert (values, error["code"], error["field"]) == (values, "INVALID", field)
    error = client_of_nobody().refusal("sendMatrixMessage", {"roomId": ROOM, "body": "Hello"})
    assert error["code"] == "UNAUTHENTICATED"
    watch.assert_nothing()


@pytest.mark.parametrize("adapter", [GraphTransport])
@pytest.mark.django_db(transaction=True)
def test_every_transport_hands_over_and_knows_its_members(
    adapter: type[MatrixTransport], graph: object
) -> None:
    transport = adapter()
    assert transport.members(ROOM) == []
    for sender_id, recipient_ids in ((7, []), (3, [7]), (7, [3])):
        message = transport.send(
            sender_id=sender_id, room_id=ROOM, recipient_ids=recipient_ids, body="Hello"
        )
        kept = MatrixMessage.nodes.get(uid=message.uid)
        assert (kept.sender_id, kept.room_id, kept.recipient_ids, kept.body) == (
            sender_id,
            ROOM,
            recipient_ids,
            "Hello",
        )
    assert transport.members(ROOM) == [3, 7]
    assert transport.members("!other:example.org") == []
