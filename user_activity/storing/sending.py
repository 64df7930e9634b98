"""A statement to PostgreSQL that is sent now and waited for later.

Django's connection waits for each answer; these are kept beside it, as many as were ever under way
at once.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from select import select
from typing import Any

import psycopg2
from django.db import Error, connection
from psycopg2.extensions import POLL_OK, POLL_READ

_idle: deque[Any] = deque()


def send(statement: str, values: Sequence[Any]) -> Callable[[], None]:
    """Several statements in one are a transaction of their own; what is returned waits until it
    has committed. Both raise Django's database errors."""
    with _failing_as_django():
        cursor = _connection().cursor()
        cursor.execute(statement, values)

    def wait() -> None:
        with _failing_as_django():
            _wait(cursor.connection)
        _idle.append(cursor.connection)

    return wait


def _connection() -> Any:
    try:
        return _idle.pop()
    except IndexError:
        values = connection.get_connection_params()
        opened = psycopg2.connect(**values, async_=1)
        _wait(opened, seconds=values["connect_timeout"])  # Which is the waiter's to keep here.
        return opened


def _wait(link: Any, *, seconds: float | None = None) -> None:
    """Until it has done what was begun on it, or says and hears nothing for so long."""
    while (state := link.poll()) != POLL_OK:
        reads, writes = ([link], []) if state == POLL_READ else ([], [link])
        if select(reads, writes, [], seconds) == ([], [], []):
            raise psycopg2.OperationalError("timeout expired")


@contextmanager
def _failing_as_django() -> Iterator[None]:
    """Where one connection has failed the others may have died with it: all are opened anew."""
    try:
        with connection.wrap_database_errors:
            yield
    except Error:
        _idle.clear()
        raise
