"""The fields of an event that a source's columns can be mapped to: one table a kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.importing.errors import BadLineError
from user_activity.validation import MAX_INTEGER, checked_score, checked_text
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Word,
)

Parse = Callable[[str], Any]  # Raises BadLineError, Invalid or ValueError.


@dataclass(frozen=True)
class Field:
    """One field: the event's column that it fills, and how its text becomes the value."""

    column: str
    parse: Parse
    required: bool = False
    by_words: bool = False  # Whether `--words` translates it.


def word_of(words: type[Word]) -> Parse:
    def parse(text: str) -> Word:
        try:
            return words(text.lower())
        except ValueError as error:
            raise BadLineError(f"is no word of {words.__name__}", text) from error

    return parse


def text_of(column: str, max_length: int, *, blank: bool = True) -> Parse:
    return lambda text: checked_text(column, text, max_length, blank=blank)


def whole_number(column: str) -> Parse:
    return lambda text: checked_score(column, int(text), 0, MAX_INTEGER)


def percent(column: str) -> Parse:
    return lambda text: checked_score(column, float(text), 0, 100)


def truth(text: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    return known[text.lower()]


ACTIVITY: Mapping[str, Field] = {
    "activity": Field("activity_type", word_of(ActivityType), required=True, by_words=True),
    "description": Field("description", text_of("description", 500)),
    "success": Field("success", truth),
}
CONTENT: Mapping[str, Field] = {
    "interaction": Field(
        "interaction_type", word_of(InteractionType), required=True, by_words=True
    ),
    "content_type": Field("content_type", word_of(ContentType), required=True),
    "content_id": Field("content_id", text_of("content_id", 64, blank=False), required=True),
    "duration_ms": Field("duration_ms", whole_number("duration_ms")),
    "scroll_depth": Field("scroll_depth", percent("scroll_depth")),
    "surface": Field("surface", text_of("surface", 32)),
    "position": Field("position", whole_number("position")),
    "impression_id": Field("impression_id", text_of("impression_id", 64)),
    "visit_id": Field("visit_id", text_of("visit_id", 64)),
}
SOCIAL: Mapping[str, Field] = {
    "interaction": Field(
        "interaction_type", word_of(SocialInteractionType), required=True, by_words=True
    ),
    "context_type": Field("context_type", word_of(ContextType)),
    "context_id": Field("context_id", text_of("context_id", 64)),
}


@dataclass(frozen=True)
class Kind:
    """A kind of event: its class and its own fields. Those of every kind are beside them:
    `user`, `occurred_at`, `session`, `user_agent`, and the `members` that its lines name."""

    event: type[Event]
    own: Mapping[str, Field]
    members: tuple[str, ...] = ("user",)

    @property
    def required(self) -> list[str]:
        return ["user", "occurred_at", *(name for name, f in self.own.items() if f.required)]

    @property
    def names(self) -> list[str]:
        """All fields that can be mapped."""
        return [*self.members, "occurred_at", "session", "user_agent", *self.own]


KINDS: Mapping[str, Kind] = {
    "activity": Kind(ActivityEvent, ACTIVITY),
    "content": Kind(ContentEvent, CONTENT),
    "social": Kind(SocialEvent, SOCIAL, members=("user", "target")),
}
