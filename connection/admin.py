"""Connections in the admin: their status goes on as members may take it, nothing else."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from connection.models import Connection, ConnectionStatus
from connection.services import CHANGES
from ooumph.admin.filters import CreatedRange, choice_filter
from ooumph.admin.members import member_link
from ooumph.admin.node_form import NodeForm, choice_field
from ooumph.admin.nodes import NodeAdmin
from ooumph.admin.text import instant
from ooumph.errors import Conflict


def next_statuses(status: str) -> list[tuple[str, str]]:
    """What may follow `status`, itself included."""
    following = [after for after, change in CHANGES.items() if change.after == status]
    return [(step.value, step.label) for step in (ConnectionStatus(status), *following)]


class ConnectionForm(NodeForm):
    status = choice_field(ConnectionStatus.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = next_statuses(self.instance.status)
        field.help_text = "Tracked as if the member whose turn it is had done it."


class ConnectionAdmin(NodeAdmin):
    editable = True
    node_form = ConnectionForm
    searched_columns = ("requester_id", "receiver_id")
    member_columns = ("requester_id", "receiver_id", "status_by")
    list_display = (
        "created",
        "requester",
        "receiver",
        "status_label",
        "status_since",
        "changed_by",
    )
    list_filter = (CreatedRange, choice_filter("status", ConnectionStatus.choices))
    facts = (
        "requester",
        "receiver",
        "status_label",
        "note",
        "status_since",
        "changed_by",
        "created",
    )

    def apply(self, node: Any, changes: dict[str, Any], request: HttpRequest) -> None:
        if changes["status"] not in dict(next_statuses(node.status)):
            raise Conflict(f"This connection is {node.status} by now.")
        node.status = changes["status"]
        node.status_by = request.user.pk

    @display(description="requester")
    def requester(self, node: Connection) -> SafeString | str:
        return member_link(node, "requester_id")

    @display(description="receiver")
    def receiver(self, node: Connection) -> SafeString | str:
        return member_link(node, "receiver_id")

    @display(description="changed by")
    def changed_by(self, node: Connection) -> SafeString | str:
        return member_link(node, "status_by")

    @display(
        description="status",
        label={"Requested": "warning", "Accepted": "success", "Declined": "danger"},
    )
    def status_label(self, node: Connection) -> str:
        return str(ConnectionStatus(node.status).label)

    @display(description="since (UTC)")
    def status_since(self, node: Connection) -> SafeString | str:
        return instant(node.status_at)


admin.site.register([Connection], ConnectionAdmin)
