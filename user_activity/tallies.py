"""Counts of what became of events: kept beside the events themselves, so that they add up.

accepted = stored + duplicate + dead letters not yet replayed + still buffered.

What happened in this process waits here and leaves with the next events, in the same
transaction of Redis or Postgres as they do.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from threading import Lock
from typing import NamedTuple

from user_activity.events import Event


class Outcome(StrEnum):
    ACCEPTED = "accepted"  # Durable in the stream or in Postgres.
    STORED = "stored"  # A row.
    DUPLICATE = "duplicate"  # There already.
    DEAD_LETTER = "dead_letter"  # Could not be stored; kept with its reason.
    REJECTED = "rejected"  # Never accepted: the sender was told why.
    DROPPED = "dropped"  # Lost.


class Reason(StrEnum):
    """Why an event was rejected or dropped: the whole list."""

    CONSENT = "consent"
    FORBIDDEN = "forbidden"
    INVALID = "invalid"
    NOT_FOUND = "not_found"
    RATE_LIMITED = "rate_limited"
    BUFFER_UNAVAILABLE = "buffer_unavailable"
    ERROR = "error"


class Tally(NamedTuple):
    outcome: Outcome
    kind: str  # Such as `content:view`, or `content` where the word is unknown.
    reason: str = ""


_waiting: Counter[Tally] = Counter()
_lock = Lock()


def kind_of(event: Event) -> str:
    return _kind(event.kind, event.word)


def _kind(kind: str, word: str) -> str:
    return f"{kind}:{word}"


def accepted(events: Iterable[Event]) -> Counter[Tally]:
    """The count of `events` by kind, as accepted."""
    words = Counter([(event.kind, event.word) for event in events])
    return Counter({Tally(Outcome.ACCEPTED, _kind(*each)): n for each, n in words.items()})


def count(outcome: Outcome, kind: str, reason: Reason, events: int = 1) -> None:
    """Count here; it leaves with the next flush."""
    add(Counter({Tally(outcome, kind, reason): events}))


def add(tallies: Counter[Tally]) -> None:
    with _lock:
        _waiting.update(tallies)


def take() -> Counter[Tally]:
    """What waits, which is then the caller's to deliver, or to `add` again."""
    if not _waiting:
        return Counter()
    with _lock:
        taken = Counter(_waiting)
        _waiting.clear()
    return taken
