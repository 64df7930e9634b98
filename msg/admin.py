"""Conversations and messages in the admin: who wrote to whom and when.

What was written is between the members. Lists never show it; a message's own page shows it to
superusers alone, for a report of abuse. Nobody edits another's words.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from msg.models import Conversation, ConversationMessages, MatrixMessage
from ooumph.admin.members import linked_member, member_link
from ooumph.admin.nodes import NodeAdmin

NAMED_RECIPIENTS = 20


class ConversationAdmin(NodeAdmin):
    list_display = ("created", "author", "updated")
    facts = ("author", "created", "updated", "uid")


class MessageAdmin(NodeAdmin):
    """What messages of both kinds have in common."""

    deletable = True
    searched_columns = member_columns = ("sender_id",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        about = ("About", {"fields": self.facts})
        private = ("Private", {"fields": ("body",)})
        return (about, private) if request.user.is_superuser else (about,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.facts, "body")

    def member_ids(self, node: Any) -> set[int]:
        return {*super().member_ids(node), *(node.recipient_ids or ())[:NAMED_RECIPIENTS]}

    @display(description="sender")
    def sender(self, node: Any) -> SafeString | str:
        return member_link(node, "sender_id")

    @display(description="recipients")
    def recipients(self, node: Any) -> SafeString | str:
        ids = list(node.recipient_ids or ())
        names = format_html_join(
            ", ", "{}", ((linked_member(pk, node.member_names),) for pk in ids[:NAMED_RECIPIENTS])
        )
        more = len(ids) - NAMED_RECIPIENTS
        return names + f" and {more} more" if more > 0 else names

    @display(description="length")
    def length(self, node: Any) -> str:
        return f"{len(node.body)} characters"


class ConversationMessageAdmin(MessageAdmin):
    list_display = ("created", "sender", "recipients", "length", "conversation_uid")
    facts = ("sender", "recipients", "conversation_uid", "length", "created", "uid")


class MatrixMessageAdmin(MessageAdmin):
    list_display = ("created", "sender", "recipients", "length", "room_id")
    facts = ("sender", "recipients", "room_id", "length", "created", "uid")


admin.site.register([Conversation], ConversationAdmin)
admin.site.register([ConversationMessages], ConversationMessageAdmin)
admin.site.register([MatrixMessage], MatrixMessageAdmin)
