"""Events wait here until the work they report has succeeded, then leave together.

`collecting()` spans a request or a command's step; `act()` spans what a member did once, and
gives its rows one `act_id`. An event of a transaction, in Postgres or the graph, waits for the
commit; a rolled-back one reports nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ooumph import graph
from ooumph.ids import new_id
from user_activity import metrics
from user_activity.buffer import BufferUnavailable, buffer
from user_activity.events import Event

logger = logging.getLogger("user_activity")

_waiting: ContextVar[list[Event] | None] = ContextVar("waiting events", default=None)
_act_id: ContextVar[UUID | None] = ContextVar("act id", default=None)

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def collecting() -> Iterator[None]:
    """Gather the events of this span and flush them at its end; an inner span joins the outer."""
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set([])
    try:
        yield
    finally:
        try:
            flush_or_count()
        finally:
            _waiting.reset(token)


@contextmanager
def acting() -> Iterator[UUID]:
    """One act of a member: all rows recorded inside share its id; an inner act joins the outer."""
    outer = _act_id.get()
    if outer is not None:
        yield outer
        return
    with collecting():
        token = _act_id.set(new_id())
        try:
            yield _act_id.get() or new_id()
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


def queue(event: Event) -> None:
    """Hold `event` until the transactions it happened in have committed, then for the flush."""
    graph.after_commit(partial(transaction.on_commit, partial(_arrive, event)))


def _arrive(event: Event) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(event)
        return
    with collecting():
        _arrive(event)


def flush() -> None:
    """Send what waits in one round trip; raises BufferUnavailable, and then nothing was kept."""
    waiting = _waiting.get()
    if not waiting:
        return
    events = without_repeats(waiting)
    waiting.clear()
    try:
        buffer().append(events)
    except BufferUnavailable:
        metrics.LOST.labels(reason="buffer_unavailable").inc(len(events))
        logger.error("events lost", extra={"events": len(events)}, exc_info=True)
        raise


def flush_or_count() -> None:
    """Flush without raising into the product: a loss is counted, logged and found again later."""
    try:
        with suppress(BufferUnavailable):  # Counted and logged where it was known.
            flush()
    except Exception:
        metrics.LOST.labels(reason="error").inc()
        logger.exception("flush failed")
        if settings.ACTIVITY_RAISES:
            raise


def without_repeats(events: list[Event]) -> list[Event]:
    """One event an id and member: the first."""
    kept: dict[tuple[UUID, int], Event] = {}
    for event in events:
        kept.setdefault((event.event_id, event.user_id), event)
    return list(kept.values())
