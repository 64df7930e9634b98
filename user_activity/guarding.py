"""Capture never breaks the product: what goes wrong in it is logged and counted instead."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings

from user_activity import metrics, tallies
from user_activity.tallies import Outcome, Reason

logger = logging.getLogger("user_activity")

P = ParamSpec("P")
R = TypeVar("R")


def never_raising(kind: str, *, otherwise: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A call that fails answers `otherwise` and is counted as one rejected event of `kind`; where
    `ACTIVITY_RAISES` is set it raises. How long each takes is measured."""

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        @metrics.timed(function.__name__)
        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except Exception:
                if settings.ACTIVITY_RAISES:
                    raise
                tallies.count(Outcome.REJECTED, kind, Reason.ERROR)
                logger.exception("event not recorded", extra={"handler": function.__name__})
                return otherwise

        return guarded

    return guard
