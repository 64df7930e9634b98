"""The three kinds of rows in the admin: read-only, and quick on a table of any size."""

import json
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import display

from ooumph.admin.filters import DayRangeFilter, choice_filter
from ooumph.admin.lists import BoundedPaginator, TimedList
from ooumph.admin.members import NamesMembers, member_link, member_of
from ooumph.admin.permissions import ReadOnly
from ooumph.admin.text import instant, kind_and_id, unbroken
from ooumph.ids import as_uuid
from user_activity.models import (
    ROW_MODELS,
    ContentInteraction,
    Row,
    SocialInteraction,
    UserActivity,
)
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Source,
)

SAME_ACT_WITHIN = timedelta(minutes=1)
WHEN = (
    "Where and when",
    {"fields": (("occurred", "received"), ("door", "device"), "network")},
)
IDS = ("Ids", {"fields": (("event_id", "act_id"), ("session_id", "request_id"))})
MORE = ("Details", {"fields": ("details", "same_act")})
# The labels at hand: a field with choices makes its list anew for every cell.
SOURCES, ACTIVITIES = dict(Source.choices()), dict(ActivityType.choices())
INTERACTIONS, SOCIAL = dict(InteractionType.choices()), dict(SocialInteractionType.choices())
CONTENTS, CONTEXTS = dict(ContentType.choices()), dict(ContextType.choices())
by_source = choice_filter("source", Source.choices())


class RowList(TimedList):
    """Rows are named by event and member: two members may have chosen the same id."""

    def url_for_result(self, result: Row) -> str:
        return row_url(result)


def row_url(row: Row) -> str:
    return reverse(
        f"admin:{row._meta.app_label}_{row._meta.model_name}_change",
        args=[quote(f"{row.event_id}:{row.user_id}")],
    )


class RowAdmin(ReadOnly, NamesMembers, ModelAdmin):
    """What the three have in common."""

    actions = None
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # They count the whole table.
    paginator = BoundedPaginator
    ordering = ("-occurred_at", "-event_id")
    sortable_by = ("occurred",)
    list_filter_submit = True
    search_fields = ("event_id",)  # Shows the box; what is searched is below.
    search_help_text = "Member, or event id"
    word_column: ClassVar[str]
    words: ClassVar[dict[str, str]]
    text_column: ClassVar[str] = ""  # An indexed column that a search compares with, exactly.

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RowList]:
        return RowList

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Only what an index answers: a member, an event, a piece of content."""
        if term := search_term.strip():
            queryset = queryset.filter(self._matching(term))
        return queryset, False

    def _matching(self, term: str) -> Q:
        text = Q(**{self.text_column: term}) if self.text_column else Q()
        if (event_id := as_uuid(term)) is not None:
            return Q(event_id=event_id) | text
        if (member_id := member_of(term)) is not None:
            return Q(user_id=member_id) | text if term.isdecimal() else Q(user_id=member_id)
        return text or Q(pk__in=[])

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        event_id, _, user_id = object_id.partition(":")
        if as_uuid(event_id) is None:
            return None
        rows = self.get_queryset(request).filter(pk=UUID(event_id))
        row = (rows.filter(user_id=user_id) if user_id.isdecimal() else rows).first()
        if row is not None:
            self.name_members([row])
        return row

    @display(description="occurred (UTC)", ordering="occurred_at")
    def occurred(self, row: Row) -> SafeString | str:
        return instant(row.occurred_at)

    @display(description="received (UTC)")
    def received(self, row: Row) -> SafeString | str:
        same_day = row.received_at.date() == row.occurred_at.date()
        return unbroken(f"{row.received_at:%H:%M:%S}") if same_day else instant(row.received_at)

    @display(description="source")
    def door(self, row: Row) -> SafeString:
        return unbroken(SOURCES.get(row.source, row.source))

    @display(description="what")
    def what(self, row: Row) -> SafeString:
        word = getattr(row, self.word_column)
        return unbroken(self.words.get(word, word))

    @display(description="member")
    def member(self, row: Row) -> SafeString | str:
        return member_link(row, "user_id")

    @display(description="network")
    def network(self, row: Row) -> str:
        return row.ip or ""

    @display(description="metadata")
    def details(self, row: Row) -> SafeString | str:
        if not row.metadata:
            return ""
        text = json.dumps(row.metadata, indent=2, ensure_ascii=False, sort_keys=True)
        return format_html('<pre class="whitespace-pre-wrap">{}</pre>', text)

    @display(description="rows of the same act")
    def same_act(self, row: Row) -> SafeString | str:
        links = ((row_url(other), other._meta.verbose_name, other) for other in others_of_act(row))
        line = '<a class="text-primary-600" href="{}">{}: {}</a>'
        return format_html_join(SafeString("<br>"), line, links) or "none"


def others_of_act(row: Row) -> list[Row]:
    """The other rows that the act left: by member and time, as act ids have no index."""
    begins, ends = row.occurred_at - SAME_ACT_WITHIN, row.occurred_at + SAME_ACT_WITHIN
    return [
        other
        for model in ROW_MODELS
        for other in model._default_manager.filter(
            user_id=row.user_id, occurred_at__range=(begins, ends), act_id=row.act_id
        )[:20]
        if other.event_id != row.event_id
    ]


@admin.register(UserActivity)
class UserActivityAdmin(RowAdmin):
    word_column, words = "activity_type", ACTIVITIES
    list_display = (
        "occurred", "member", "what", "success", "door", "device", "received",
    )  # fmt: skip
    list_filter = (
        DayRangeFilter,
        choice_filter("activity_type", ActivityType.choices(), "activity"),
        by_source,
        choice_filter("success", [("True", "Succeeded"), ("False", "Failed")], "outcome"),
    )
    fieldsets = (
        (None, {"fields": ("member", ("what", "success"), "description")}),
        WHEN, IDS, MORE,
    )  # fmt: skip


@admin.register(ContentInteraction)
class ContentInteractionAdmin(RowAdmin):
    word_column, words = "interaction_type", INTERACTIONS
    member_columns = ("user_id", "author_id")
    text_column = "content_id"
    search_help_text = "Member, event id or content id"
    list_display = (
        "occurred", "member", "what", "content", "author", "door", "device",
        "received",
    )  # fmt: skip
    list_filter = (
        DayRangeFilter,
        choice_filter("interaction_type", InteractionType.choices(), "interaction"),
        choice_filter("content_type", ContentType.choices(), "content"),
        by_source,
    )
    fieldsets = (
        (None, {"fields": (
            ("member", "what"), ("content_type", "content_id"), "author",
        )}),
        ("Visit", {"fields": (
            ("surface", "position"), ("duration_ms", "scroll_depth"), ("visit_id", "impression_id"),
        )}),
        WHEN, IDS, MORE,
    )  # fmt: skip

    @display(description="content")
    def content(self, row: ContentInteraction) -> SafeString:
        return kind_and_id(CONTENTS.get(row.content_type, row.content_type), row.content_id)

    @display(description="author")
    def author(self, row: ContentInteraction) -> SafeString | str:
        return member_link(row, "author_id")


@admin.register(SocialInteraction)
class SocialInteractionAdmin(RowAdmin):
    word_column, words = "interaction_type", SOCIAL
    member_columns = ("user_id", "target_user_id")
    list_display = (
        "occurred", "member", "what", "target", "context", "door", "device",
        "received",
    )  # fmt: skip
    list_filter = (
        DayRangeFilter,
        choice_filter("interaction_type", SocialInteractionType.choices(), "interaction"),
        choice_filter("context_type", ContextType.choices(), "context"),
        by_source,
    )
    fieldsets = (
        (None, {"fields": (
            ("member", "what"), "target", ("context_type", "context_id"),
        )}),
        WHEN, IDS, MORE,
    )  # fmt: skip

    @display(description="target")
    def target(self, row: SocialInteraction) -> SafeString | str:
        return member_link(row, "target_user_id")

    @display(description="context")
    def context(self, row: SocialInteraction) -> SafeString | str:
        if not row.context_type:
            return ""
        return kind_and_id(CONTEXTS.get(row.context_type, row.context_type), row.context_id)
