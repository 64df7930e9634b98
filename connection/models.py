"""Connections in the graph: a node with a status; a new request is a new node."""

from typing import Any

from django.db.models import TextChoices
from neomodel import (
    BooleanProperty,
    DateTimeProperty,
    IntegerProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
)

from ooumph import clock
from ooumph.graph.nodes import ContentNode


class ConnectionStatus(TextChoices):
    PENDING = "pending", "Requested"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Cancelled"
    REMOVED = "removed", "Removed"


OPEN = (ConnectionStatus.PENDING.value, ConnectionStatus.ACCEPTED.value)


class Connection(ContentNode):
    """A request between two members and what became of it.

    `pair` is unique: `lower:higher` of the two ids while the connection is open, the node's own
    uid once it is over, so that two members never have two. `status_at`, `status_before` and
    `accepted_at` (also once it has ended) keep themselves; `status_by` is who made the last
    change. `by_block` says that a block ended it: the block's event tells that, so this change of
    status is none.
    """

    requester_id = IntegerProperty(index=True)
    receiver_id = IntegerProperty(index=True)
    status = StringProperty(
        choices=dict(ConnectionStatus.choices), default=ConnectionStatus.PENDING.value
    )
    note = StringProperty(default="")
    pair = StringProperty(unique_index=True)
    status_by = IntegerProperty()
    status_at = DateTimeProperty(index=True)
    accepted_at = DateTimeProperty(index=True)
    status_before = StringProperty()
    by_block = BooleanProperty(default=False)

    requester = RelationshipFrom("account.models.UserNode", "REQUESTED")
    receiver = RelationshipTo("account.models.UserNode", "ASKS")

    class Meta:
        app_label = "connection"

    def __str__(self) -> str:
        return f"{self.requester_id} to {self.receiver_id}: {self.status}"

    def pre_save(self) -> None:
        if self.status != self.status_before:
            self.status_before = self.status
            self.status_at = clock.now()
            if self.status == ConnectionStatus.ACCEPTED:
                self.accepted_at = self.status_at
        self.pair = self._pair()
        super().pre_save()

    def _pair(self) -> str:
        known = None not in (self.requester_id, self.receiver_id)
        if self.status in OPEN and known:
            return pair_of(self.requester_id, self.receiver_id)
        return str(self.uid)


def pair_of(one: Any, other: Any) -> str:
    """The key that both directions of two members share."""
    return f"{min(one, other)}:{max(one, other)}"
