"""Identifiers: time-ordered for what is new, derived for what can be reported twice."""

import uuid

import uuid_utils

NAMESPACE = uuid.UUID("0b3f6c1e-6f0a-5e7e-9d55-6f6f756d7068")
NOT_TOLD = uuid.SafeUUID.unknown
NUMBER_MAX_DIGITS = 18  # What PostgreSQL's bigint holds whatever they are.

_NAMESPACE = uuid_utils.UUID(str(NAMESPACE))


def new_id() -> uuid.UUID:
    """A UUIDv7: unique, ordered by the time it was made."""
    return _made(uuid_utils.uuid7().int)


def as_uuid(text: str) -> uuid.UUID | None:
    """The UUID that `text` spells, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def as_number(text: str) -> int | None:
    """The id of a row of PostgreSQL, such as a member's, that `text` spells; None where it is none,
    nor in other digits than ours."""
    if text.isascii() and text.isdecimal() and len(text) <= NUMBER_MAX_DIGITS:
        return int(text)
    return None


def derived_id(*what_happened: object) -> uuid.UUID:
    """A UUIDv5 of what happened: the same words give the same id, whoever says them."""
    return _made(uuid_utils.uuid5(_NAMESPACE, "\x1f".join(map(str, what_happened))).int)


def _made(number: int) -> uuid.UUID:
    """Set, not constructed: the constructor's checks would be most of what it costs."""
    made = object.__new__(uuid.UUID)
    object.__setattr__(made, "int", number)
    object.__setattr__(made, "is_safe", NOT_TOLD)
    return made
