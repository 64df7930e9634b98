"""The kinds of reports: of each what a client may say in it, and what is made of that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from user_activity.events import Kind
from user_activity.reports import tracking
from user_activity.reports.parsers import (
    Parser,
    flag,
    identifier,
    instant,
    integer,
    json_object,
    number,
    text,
    unique,
    word,
)
from user_activity.services import Done
from user_activity.validation import MAX_INTEGER
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Word,
)


@dataclass(frozen=True, slots=True)
class ReportKind:
    """`fields`: by the client's name for each, its column and its parser. A report is counted as
    `counted_as`, with what its `word_field` says where that is one of `words`."""

    fields: Mapping[str, tuple[str, Parser]]
    required: tuple[str, ...]
    done: Callable[[dict[str, Any]], Done]
    counted_as: str
    words: type[Word] = Word
    word_field: str = ""
    target_field: str = ""  # Names another member.


COMMON: dict[str, tuple[str, Parser]] = {
    "metadata": ("metadata", json_object),
    "eventId": ("event_id", unique),
    "occurredAt": ("occurred_at", instant),
}
KINDS: Mapping[str, ReportKind] = {
    "ACTIVITY": ReportKind(
        fields={
            "activityType": ("activity_type", word(ActivityType)),
            "description": ("description", partial(text, 500)),
            "success": ("success", flag),
            **COMMON,
        },
        required=("activityType",),
        done=tracking.activity,
        counted_as=Kind.ACTIVITY,
        words=ActivityType,
        word_field="activityType",
    ),
    "CONTENT": ReportKind(
        fields={
            "contentType": ("content_type", word(ContentType)),
            "contentId": ("content_id", identifier),
            "interactionType": ("interaction_type", word(InteractionType)),
            "durationMs": ("duration_ms", partial(integer, MAX_INTEGER)),
            "scrollDepth": ("scroll_depth", partial(number, 0, 100)),
            "surface": ("surface", partial(text, 32)),
            "position": ("position", partial(integer, MAX_INTEGER)),
            "impressionId": ("impression_id", partial(text, 64)),
            "visitId": ("visit_id", partial(text, 64)),
            **COMMON,
        },
        required=("contentType", "contentId", "interactionType"),
        done=tracking.content,
        counted_as=Kind.CONTENT,
        words=InteractionType,
        word_field="interactionType",
    ),
    "SOCIAL": ReportKind(
        fields={
            "interactionType": ("interaction_type", word(SocialInteractionType)),
            "targetUserId": ("target_user_id", identifier),
            "contextType": ("context_type", word(ContextType)),
            "contextId": ("context_id", partial(text, 64)),
            **COMMON,
        },
        required=("interactionType",),
        done=tracking.social,
        counted_as=Kind.SOCIAL,
        words=SocialInteractionType,
        word_field="interactionType",
        target_field="targetUserId",
    ),
    "PROFILE_VISIT": ReportKind(
        fields={
            "userId": ("target_user_id", identifier),
            "durationMs": ("duration_ms", partial(integer, MAX_INTEGER)),
            "source": ("origin", partial(text, 32)),
            **{name: parser for name, parser in COMMON.items() if name != "metadata"},
        },
        required=("userId",),
        done=tracking.visit,
        counted_as=f"{Kind.SOCIAL}:{SocialInteractionType.PROFILE_VISIT}",
        target_field="userId",
    ),
}


def known(kind: Any) -> ReportKind | None:
    """The kind that a client names, whatever it sent."""
    return KINDS.get(kind) if isinstance(kind, str) else None
