"""One raw item of `trackEvents` -> a Report; a table of fields a kind, no schema coercion.

Typed input objects would refuse a whole batch for one bad word, and cost thirty times as much.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from ooumph.errors import Invalid
from user_activity.validation import MAX_INTEGER, checked_metadata, checked_score, checked_text
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Word,
)

Parser = Callable[[str, Any], Any]


@dataclass(frozen=True, slots=True)
class Report:
    """What a client says it did; `values` by the names of the columns."""

    kind: str
    values: dict[str, Any]


def word(words: type[Word]) -> Parser:
    known = dict(words.__members__)

    def parse_word(name: str, raw: Any) -> Word:
        if not isinstance(raw, str) or raw not in known:
            raise Invalid(f"is none of the words of {words.__name__}", field=name)
        return known[raw]

    return parse_word


def text(max_length: int, name: str, raw: Any, *, blank: bool = True) -> str:
    return checked_text(name, raw, max_length, blank=blank)


def number(minimum: float, maximum: float, name: str, raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Invalid("must be a number", field=name)
    return checked_score(name, raw, minimum, maximum)


def integer(maximum: int, name: str, raw: Any) -> int | None:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Invalid("must be a whole number", field=name)
    return checked_score(name, raw, 0, maximum)


def flag(name: str, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Invalid("must be true or false", field=name)
    return raw


def json_object(name: str, raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Invalid("must be an object", field=name)
    return checked_metadata(raw)


def unique(name: str, raw: Any) -> UUID:
    try:
        return raw if isinstance(raw, UUID) else UUID(raw)
    except (ValueError, AttributeError, TypeError) as error:
        raise Invalid("must be a UUID", field=name) from error


def instant(name: str, raw: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
        if moment.tzinfo is None:
            raise ValueError
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid("must be an instant in ISO 8601 with an offset", field=name) from error


def identifier(name: str, raw: Any) -> str:
    return checked_text(name, str(raw) if isinstance(raw, int) else raw, 64, blank=False)


COMMON: dict[str, tuple[str, Parser]] = {
    "metadata": ("metadata", json_object),
    "eventId": ("event_id", unique),
    "occurredAt": ("occurred_at", instant),
}
FIELDS: dict[str, dict[str, tuple[str, Parser]]] = {
    "ACTIVITY": {
        "activityType": ("activity_type", word(ActivityType)),
        "description": ("description", partial(text, 500)),
        "success": ("success", flag),
        **COMMON,
    },
    "CONTENT": {
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
    "SOCIAL": {
        "interactionType": ("interaction_type", word(SocialInteractionType)),
        "targetUserId": ("target_user_id", identifier),
        "contextType": ("context_type", word(ContextType)),
        "contextId": ("context_id", partial(text, 64)),
        **COMMON,
    },
    "PROFILE_VISIT": {
        "userId": ("target_user_id", identifier),
        "durationMs": ("duration_ms", partial(integer, MAX_INTEGER)),
        "source": ("origin", partial(text, 32)),
        **{name: parser for name, parser in COMMON.items() if name != "metadata"},
    },
}
REQUIRED = {
    "ACTIVITY": ("activityType",),
    "CONTENT": ("contentType", "contentId", "interactionType"),
    "SOCIAL": ("interactionType",),
    "PROFILE_VISIT": ("userId",),
}


def parse(raw: Any) -> Report:
    """A Report of `{kind, …}` with the field names of the single mutations; raises Invalid."""
    if not isinstance(raw, dict):
        raise Invalid("must be an object", field="events")
    kind = raw.get("kind")
    fields = FIELDS.get(kind) if isinstance(kind, str) else None
    if kind is None or fields is None:
        raise Invalid(f"must be one of {', '.join(FIELDS)}", field="kind")
    values = {}
    for name, value in raw.items():
        if name == "kind" or value is None:
            continue
        known = fields.get(name)
        if known is None:
            raise Invalid(f"is no field of a {kind} event", field=str(name)[:64])
        column, parser = known
        values[column] = parser(name, value)
    for name in REQUIRED[kind]:
        if fields[name][0] not in values:
            raise Invalid("is required", field=name)
    return Report(kind, values)
