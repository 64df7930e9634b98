"""What could not be stored, kept as it came; `replaying` tries it again."""

from typing import Any

import orjson
from django.db import DataError, IntegrityError

from ooumph import clock
from ooumph.ids import new_id
from user_activity.codec import OWN, TABLE, USER_ID, WORDS, kind_of
from user_activity.models import DeadLetter, DeadLetterReason
from user_activity.stream import Entry

ERROR_MAX_CHARACTERS = 500
# What an entry can cause that nobody foresaw; a schema or a server that is not right is none of it.
POISONED = (
    DataError,
    IntegrityError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
)


def letter_of(row: Any, reason: DeadLetterReason, error: str) -> DeadLetter:
    """The letter of one row, not saved yet."""
    return _letter(orjson.dumps([row]), reason, error, kind=_kind(row), user_id=_user_id(row))


def letter_of_entry(entry: Entry, error: str) -> DeadLetter:
    """The letter of an entry whose rows cannot be told apart, not saved yet."""
    letter = _letter(entry.payload, DeadLetterReason.UNREADABLE, error)
    letter.entry, letter.events = entry.id, max(entry.events, 1)
    return letter


def said(error: Exception) -> str:
    """What went wrong, in one line."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def _letter(payload: bytes, reason: DeadLetterReason, error: str, **known: Any) -> DeadLetter:
    return DeadLetter(
        id=new_id(),
        reason=reason,
        error=error[:ERROR_MAX_CHARACTERS],
        payload=payload,
        failed_at=clock.now(),
        **known,
    )


def _kind(row: Any) -> str:
    """Of the closed list of kinds, or nothing."""
    try:
        return kind_of(row) if row[OWN] in WORDS[row[TABLE]] else ""
    except (TypeError, IndexError, KeyError):
        return ""


def _user_id(row: Any) -> int | None:
    try:
        user_id = row[USER_ID]
    except (TypeError, IndexError, KeyError):
        return None
    return user_id if type(user_id) is int and 0 <= user_id < 2**63 else None
