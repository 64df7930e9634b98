"""What the columns hold, checked before anything is queued; raises Invalid naming the field."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import orjson

from ooumph.errors import Invalid

METADATA_MAX_BYTES = 8192  # Of what a client says.
ADDED_MAX_BYTES = 1024  # What the server adds to it.
METADATA_MAX_DEPTH = 5
MAX_EXPONENT = 16  # PostgreSQL writes numbers out: what is whole and longer has no JSON reader.
MAX_INTEGER = 2**31 - 1  # Of an integer column.

# As JSON spells what is very large or very small.
_EXPONENT = re.compile(rb"\de[-+\d]")
# Likewise. Behind an odd number of backslashes its own is text, and so is the rest.
_NULL_CHARACTER = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

Numeric = TypeVar("Numeric", int, float)


def checked_text(name: str, text: str, max_length: int, *, blank: bool = True) -> str:
    """`text` as a column can hold it."""
    if not isinstance(text, str):
        raise Invalid("must be text", field=name)
    if "\x00" in text:
        raise Invalid("must not hold null characters", field=name)
    if len(text) > max_length:
        raise Invalid(f"must be at most {max_length} characters", field=name)
    if not blank and not text.strip():
        raise Invalid("must not be blank", field=name)
    return text


def checked_score(
    name: str, number: Numeric | None, minimum: float, maximum: float
) -> Numeric | None:
    """`number` within its bounds, or None."""
    if number is not None and not minimum <= number <= maximum:
        raise Invalid(f"must be from {minimum} to {maximum}", field=name)
    return number


def checked_metadata(
    metadata: Mapping[str, Any] | None, *, max_bytes: int = METADATA_MAX_BYTES
) -> Mapping[str, Any]:
    """A JSON object within its bounds; an empty one for None."""
    if not metadata:
        return {}
    if not isinstance(metadata, Mapping):
        raise Invalid("must be an object", field="metadata")
    try:
        encoded = orjson.dumps(metadata)
    except orjson.JSONEncodeError as error:
        raise Invalid("must be JSON", field="metadata") from error
    if len(encoded) > max_bytes:
        raise Invalid(f"must be at most {max_bytes} bytes", field="metadata")
    if b"\\u0000" in encoded and _NULL_CHARACTER.search(encoded):
        raise Invalid("must not hold null characters", field="metadata")
    if _EXPONENT.search(encoded) and not all(map(_is_short, _numbers(metadata))):
        raise Invalid(f"must not hold numbers beyond 1e±{MAX_EXPONENT}", field="metadata")
    opened = encoded.count(b"{") + encoded.count(b"[")  # Never fewer than it is deep.
    if opened > METADATA_MAX_DEPTH and depth(metadata) > METADATA_MAX_DEPTH:
        raise Invalid(f"must be at most {METADATA_MAX_DEPTH} levels deep", field="metadata")
    return metadata


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, float):
        yield value


def _is_short(number: float) -> bool:
    return number == 0 or 10**-MAX_EXPONENT <= abs(number) < 10**MAX_EXPONENT


def depth(value: Any) -> int:
    """How many objects and lists lie inside each other."""
    if isinstance(value, Mapping):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(depth, value), default=0)
    return 0
