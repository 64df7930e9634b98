"""Events wait here until the work they report has succeeded, then leave together.

`collecting()` spans a request or a command's step; `act()` spans what a member did once, and
gives its rows one `act_id`. An event of a transaction, in Postgres or the graph, waits for the
commit; a rolled-back one reports nothing.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ooumph import graph
from ooumph.ids import new_id
from user_activity import metrics, tallies
from user_activity.buffer import BufferUnavailable, Finish, buffer
from user_activity.events import Event
from user_activity.tallies import Outcome, Reason, Tally

logger = logging.getLogger("user_activity")

_span: ContextVar["Span | None"] = ContextVar("collecting span", default=None)
_act_id: ContextVar[UUID | None] = ContextVar("act id", default=None)
_rehearsed: ContextVar[list[Event] | None] = ContextVar("events rehearsed", default=None)

FLUSH_SECONDS = metrics.HANDLER_SECONDS.labels(handler="flush")

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Sent:
    """Events on their way, the counts that go with them, and what waits for the answer."""

    events: list[Event]
    counted: Counter[Tally]
    accepted: Counter[Tally]
    finish: Finish = field(init=False)


@dataclass
class Span:
    """The events that wait, and those that left before the span's end."""

    events: list[Event] = field(default_factory=list)
    sent: Sent | None = None


@contextmanager
def collecting() -> Iterator[None]:
    """Gather the events of this span and flush them at its end; an inner span joins the outer."""
    if _span.get() is not None:
        yield
        return
    token = _span.set(Span())
    try:
        yield
    finally:
        try:
            flush_or_count()
        finally:
            _span.reset(token)


@contextmanager
def acting() -> Iterator[UUID]:
    """One act of a member: all rows recorded inside share its id; an inner act joins the outer."""
    outer = _act_id.get()
    if outer is not None:
        yield outer
        return
    with collecting():
        act_id = new_id()
        token = _act_id.set(act_id)
        try:
            yield act_id
        finally:
            _act_id.reset(token)


def act(service: Callable[P, R]) -> Callable[P, R]:
    """Decorate a service that does what a member did once."""

    @wraps(service)
    def performing(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting():
            return service(*args, **kwargs)

    return performing


def current_act_id() -> UUID | None:
    return _act_id.get()


@contextmanager
def rehearsing() -> Iterator[list[Event]]:
    """Gather here what would be recorded inside, whoever consents; nothing of it is."""
    events: list[Event] = []
    token = _rehearsed.set(events)
    try:
        yield events
    finally:
        _rehearsed.reset(token)


def rehearsal() -> list[Event] | None:
    """Where events go in a rehearsal; None outside."""
    return _rehearsed.get()


def queue(events: list[Event]) -> None:
    """Hold `events` until the transactions they happened in have committed, then for the flush."""
    if events:
        graph.after_commit(partial(_await_database, events))


def _await_database(events: list[Event]) -> None:
    """Outside a transaction at once: `on_commit` would need a connection to tell."""
    if connection.in_atomic_block:
        transaction.on_commit(partial(_arrive, events))
    else:
        _arrive(events)


def _arrive(events: list[Event]) -> None:
    span = _span.get()
    if span is not None:
        span.events.extend(events)
        return
    with collecting():
        _arrive(events)


def begin_flush() -> None:
    """Send what waits, where no more is expected; `flush` waits for the answer."""
    span = _span.get()
    if span is not None and span.events and span.sent is None:
        span.sent = _send(span)


def flush() -> None:
    """Send what waits in one round trip; raises BufferUnavailable, and then nothing is promised.

    What is lost is logged here, and counted once there is a place to count it.
    """
    span = _span.get() or Span()
    sent, span.sent = span.sent, None
    try:
        if sent is not None:
            _finish(sent)
    finally:
        if (rest := _send(span)) is not None:
            _finish(rest)


def _send(span: Span) -> Sent | None:
    events = without_repeats(span.events)
    span.events.clear()
    counted = tallies.take()
    if not events and not counted:
        return None
    sent = Sent(events, counted, tallies.accepted(events))
    try:
        sent.finish = buffer().begin(events, counted + sent.accepted)
    except Exception as error:  # noqa: BLE001  (it is raised where the answer is waited for)
        sent.finish = partial(_raise, error)
    return sent


def _raise(error: Exception) -> None:
    raise error


def _finish(sent: Sent) -> None:
    try:
        with FLUSH_SECONDS.time():
            sent.finish()
    except Exception as error:
        away = isinstance(error, BufferUnavailable)
        reason = Reason.BUFFER_UNAVAILABLE if away else Reason.ERROR
        tallies.add(sent.counted)
        for tally, number in sent.accepted.items():
            tallies.count(Outcome.DROPPED, tally.kind, reason, number)
        if sent.events:
            metrics.LOST.labels(reason=reason).inc(len(sent.events))
            logger.exception("events lost", extra={"events": len(sent.events), "reason": reason})
        if sent.events or not away:
            raise


def flush_or_count() -> None:
    """Flush without raising into the product; a mistake surfaces where `ACTIVITY_RAISES` is set."""
    with suppress(BufferUnavailable if settings.ACTIVITY_RAISES else Exception):
        flush()


def without_repeats(events: list[Event]) -> list[Event]:
    """One event an id and member: the first."""
    kept: dict[tuple[UUID, int], Event] = {}
    for event in events:
        kept.setdefault((event.event_id, event.user_id), event)
    return list(kept.values())
