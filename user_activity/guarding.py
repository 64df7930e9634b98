"""Capture never breaks the product: what goes wrong in it is logged and counted instead."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from user_activity import metrics, tallies
from user_activity.tallies import Outcome, Reason

logger = logging.getLogger("user_activity")

P = ParamSpec("P")
R = TypeVar("R")


class Guard:
    """`with Guard(kind, handler): …` ends where it fails, which is logged and counted as so many
    rejected events of `kind`; where `ACTIVITY_RAISES` is set it raises."""

    __slots__ = ("_events", "_handler", "_kind")

    def __init__(self, kind: str, handler: str, *, events: int = 1) -> None:
        self._kind, self._handler, self._events = kind, handler, events

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: Any, error: BaseException | None, __: Any) -> bool:
        if not isinstance(error, Exception) or settings.ACTIVITY_RAISES:
            return False
        tallies.count(Outcome.REJECTED, self._kind, Reason.ERROR, self._events)
        logger.error("event not recorded", exc_info=error, extra={"handler": self._handler})
        return True


def never_raising(kind: str, *, otherwise: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A guarded call answers `otherwise` where it fails. How long each takes is measured."""

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        guarding = Guard(kind, function.__name__)

        @metrics.timed(function.__name__)
        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            with guarding:
                return function(*args, **kwargs)
            return otherwise

        return guarded

    return guard
