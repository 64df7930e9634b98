"""The way to Matrix: a port of two verbs. The one adapter for now keeps messages in the graph."""

from collections.abc import Sequence
from typing import Protocol

from msg.models import MatrixMessage
from ooumph import graph


class MatrixTransport(Protocol):
    """Where messages to rooms go; both verbs raise Unavailable."""

    def members(self, room_id: str) -> list[int]:
        """The members of ours who are known to be in a room, by id, in order."""

    def send(
        self, *, sender_id: int, room_id: str, recipient_ids: Sequence[int], body: str
    ) -> MatrixMessage:
        """Hand over one message and return the node that records it."""


class GraphTransport:
    """Rooms as far as we know them: in a room is who has sent to it through us."""

    def members(self, room_id: str) -> list[int]:
        rows = graph.query(
            "MATCH (m:MatrixMessage {room_id: $room}) "
            "RETURN DISTINCT m.sender_id AS id ORDER BY id",
            room=room_id,
        )
        return [row[0] for row in rows]

    def send(
        self, *, sender_id: int, room_id: str, recipient_ids: Sequence[int], body: str
    ) -> MatrixMessage:
        message = MatrixMessage(
            sender_id=sender_id, room_id=room_id, recipient_ids=list(recipient_ids), body=body
        )
        message.save()
        return message


def matrix_transport() -> MatrixTransport:
    """The adapter in use."""
    return GraphTransport()
