"""What a client sent of one field -> what its column holds; raises Invalid naming the field."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ooumph.errors import Invalid
from user_activity.validation import checked_metadata, checked_score, checked_text
from user_activity.vocabulary import Word

Parser = Callable[[str, Any], Any]


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
