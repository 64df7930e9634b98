"""What could not be stored, in the admin: why, as it came, and another try."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from ooumph.admin.filters import choice_filter
from ooumph.admin.lists import BoundedPaginator
from ooumph.admin.permissions import ReadOnly
from ooumph.admin.text import instant
from user_activity.codec import UnreadableError, document_of
from user_activity.models import DeadLetter, DeadLetterReason
from user_activity.storing.replaying import replay

SHOWN_CHARACTERS = 20_000


class WaitingFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "Waiting"), ("replayed", "Replayed")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[DeadLetter]
    ) -> QuerySet[DeadLetter]:
        if self.value() is None:
            return queryset
        return queryset.filter(replayed_at__isnull=self.value() == "waiting")


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnly):
    """Nobody edits or deletes a letter; whoever may change letters may replay them."""

    actions = ("replay_letters",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_display = ("failed", "reason", "kind", "events", "error", "attempts", "replayed")
    list_filter = (WaitingFilter, choice_filter("reason", DeadLetterReason.choices))
    fields = ("reason", "error", "kind", "user_id", "events", "entry", "failed", "attempts",
              "replayed", "content")  # fmt: skip

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("user_activity.change_deadletter")

    @admin.action(description="Replay the selected dead letters", permissions=["replay"])
    def replay_letters(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        chosen = list(queryset.filter(replayed_at=None).values_list("id", flat=True))
        stored = sum(replay(letter_id) for letter_id in chosen)
        if stored:
            messages.success(request, f"Replayed: {stored}.")
        if stored < len(chosen):
            messages.error(request, f"Still not stored: {len(chosen) - stored}; see why in each.")

    @display(description="failed (UTC)", ordering="failed_at")
    def failed(self, letter: DeadLetter) -> SafeString | str:
        return instant(letter.failed_at)

    @display(description="replayed (UTC)")
    def replayed(self, letter: DeadLetter) -> SafeString | str:
        return instant(letter.replayed_at) or "not yet"

    @display(description="as it came")
    def content(self, letter: DeadLetter) -> SafeString:
        try:
            document = document_of(bytes(letter.payload))
        except UnreadableError:
            document = bytes(letter.payload)
        text = document.decode(errors="backslashreplace")
        return format_html("<pre style='white-space: pre-wrap'>{}</pre>", text[:SHOWN_CHARACTERS])
