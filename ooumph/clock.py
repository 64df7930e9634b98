"""The time, injected: everything that stamps an instant asks here.

Set with `at` by what generates history, and for a batch of reports, whose events came as one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    """The day that it is in `zone`."""
    return now().astimezone(zone).date()


def midnight(day: date) -> datetime:
    """The instant with which `day` begins in UTC."""
    return datetime.combine(day, time(), UTC)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Inside, it is `instant` (aware) for this thread."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
