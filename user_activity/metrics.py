"""Measured in each process, and added up over those that share a folder: what capture lost and
how long its parts take. What became of events is counted in the stores: see `tallies`."""

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from time import perf_counter
from typing import ParamSpec, TypeVar

from django.conf import settings
from prometheus_client import REGISTRY, Counter, Histogram
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector

from user_activity.tallies import Reason

P = ParamSpec("P")
R = TypeVar("R")

BUCKETS_SECONDS = (
    *(float(f"{step}e{power}") for power in range(-5, 0) for step in (1, 1.5, 2, 3, 5, 7)),
    1.0,
)

LOST = Counter("ooumph_events_lost", "Events that no durable place took.", ["reason"])
for _loss in (Reason.BUFFER_UNAVAILABLE, Reason.ERROR):
    LOST.labels(reason=_loss)  # There from the start: so the first loss is a growth, too.
HANDLER_SECONDS = Histogram(
    "ooumph_handler_seconds",
    "How long a part of capture kept its caller.",
    ["handler"],
    buckets=BUCKETS_SECONDS,
)


def timed(handler: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Measure each call of a function; half as dear as prometheus_client's own decorator."""
    observe = HANDLER_SECONDS.labels(handler=handler).observe

    def measure(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def timing(*args: P.args, **kwargs: P.kwargs) -> R:
            started = perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                observe(perf_counter() - started)

        return timing

    return measure


def of_all_processes() -> Iterable[Metric]:
    """What was measured: by all processes that share the folder, else by this one."""
    if not settings.METRICS_FOLDER:
        return REGISTRY.collect()
    if not Path(settings.METRICS_FOLDER).is_dir():
        return ()  # Somebody removed it; the stores' counts are still there.
    return MultiProcessCollector(None, settings.METRICS_FOLDER).collect()
