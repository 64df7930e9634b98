"""Writes in explicit transactions, retried where the graph says that another try may do."""

import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from neo4j.exceptions import ClientError, TransientError
from neomodel import db

from ooumph.graph.failures import guarded, is_passing

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 6
BACKOFF_SECONDS = 0.02

_held: ContextVar[list[Callable[[], object]] | None] = ContextVar("held until commit", default=None)


def after_commit(callback: Callable[[], object]) -> None:
    """Call back once the running graph transaction has committed; at once where there is none.

    A rolled-back or retried transaction drops what was held.
    """
    held = _held.get()
    if held is None:
        callback()
    else:
        held.append(callback)


def write(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function that writes to the graph: one transaction, a bounded retry.

    An inner one joins the outer. Raises Unavailable, Conflict. The function may run more than
    once: it changes nothing but the graph.
    """

    @wraps(function)
    def writing(*args: P.args, **kwargs: P.kwargs) -> R:
        if _held.get() is not None:
            return function(*args, **kwargs)
        with guarded():
            result, held = _with_retries(lambda: function(*args, **kwargs))
        for callback in held:  # Committed: whatever these raise, nothing is tried again.
            callback()
        return result

    return writing


def _with_retries(attempt: Callable[[], R]) -> tuple[R, list[Callable[[], object]]]:
    for number in range(1, ATTEMPTS + 1):
        try:
            return _transaction(attempt)
        except (TransientError, ClientError) as error:
            if number == ATTEMPTS or not is_passing(error):
                raise
            time.sleep(random.uniform(0, BACKOFF_SECONDS * 2**number))  # noqa: S311  (spreads the retries)
    raise AssertionError("the last attempt returns or raises")


def _transaction(attempt: Callable[[], R]) -> tuple[R, list[Callable[[], object]]]:
    """What the attempt returned, and what it holds for after its commit."""
    held: list[Callable[[], object]] = []
    token = _held.set(held)
    try:
        with db.transaction:
            result = attempt()
    finally:
        _held.reset(token)
    return result, held
