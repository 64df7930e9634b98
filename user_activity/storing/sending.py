"""A statement to PostgreSQL that is sent now and waited for later.

Django's connection waits for each answer; these are kept beside it, as many as were ever under way
at once, and lie idle for no longer than Django keeps one.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg2
from django.db import DataError, Error, IntegrityError, connection
from psycopg2.extensions import POLL_OK, POLL_READ

from user_activity.storing.inserting import Insertion

ANSWER_SECONDS = 10.0  # Whoever hears nothing for so long tries again on Django's connection.

_idle: deque[tuple[Any, float]] = deque()  # Each with when it was last used.


def send(rows: Insertion) -> Callable[[], None]:
    """Its statements are a transaction of their own; what is returned waits until it has committed.
    Both raise Django's database errors."""
    with connection.wrap_database_errors:
        used = _recent() or _opened()
    with _kept(used):
        cursor = used.cursor()
        cursor.execute(*rows)

    def wait() -> None:
        with _kept(used):
            _wait(cursor.connection, ANSWER_SECONDS)
        _idle.append((used, time.monotonic()))

    return wait


@contextmanager
def _kept(used: Any) -> Iterator[None]:
    """A refused row costs no connection; where one has failed, the others may have died with it."""
    try:
        with connection.wrap_database_errors:
            yield
    except (IntegrityError, DataError):
        _idle.append((used, time.monotonic()))
        raise
    except Error:
        used.close()
        _close_idle()
        raise


def _recent() -> Any | None:
    """An idle connection, unless it has lain idle for longer than Django's may be old."""
    most_seconds = connection.settings_dict["CONN_MAX_AGE"]
    try:
        idle, used_at = _idle.pop()
    except IndexError:
        return None
    if most_seconds is None or time.monotonic() - used_at < most_seconds:
        return idle
    idle.close()
    _close_idle()  # Used longer ago.
    return None


def _close_idle() -> None:
    while _idle:
        _idle.pop()[0].close()


def _opened() -> Any:
    values = connection.get_connection_params()
    opened = psycopg2.connect(**values, async_=1)
    seconds = float(values.get("connect_timeout") or 0)  # Which is the waiter's to keep here.
    try:
        _wait(opened, seconds if seconds > 0 else None)
    except psycopg2.Error:
        opened.close()
        raise
    return opened


def _wait(used: Any, seconds: float | None) -> None:
    """Until it has done what was begun on it, or says and hears nothing for so long."""
    while (state := used.poll()) != POLL_OK:
        ready = poll()
        ready.register(used, POLLIN if state == POLL_READ else POLLOUT)
        if not ready.poll(None if seconds is None else seconds * 1000):
            raise psycopg2.OperationalError("timeout expired")
