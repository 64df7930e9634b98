"""One round trip to the Redis stream, unless it is away or full."""

import logging
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pybreaker
from celery import current_app
from django.conf import settings
from redis import RedisError

from user_activity import stream
from user_activity.buffer import BufferUnavailable, Finish
from user_activity.codec import encode
from user_activity.events import Event
from user_activity.tallies import Tally

logger = logging.getLogger("user_activity")

LOOK_AGAIN_SECONDS = 1.0  # Whether a full stream has room again; and between two nudges.
NUDGE_EXPIRES_SECONDS = 10.0  # By then the clock has long called one.
DRAIN = "user_activity.tasks.drain_stream"


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except pybreaker.CircuitBreakerError as error:
        raise BufferUnavailable("the stream was away a moment ago") from error
    except RedisError as error:
        logger.warning("stream away", extra={"error": type(error).__name__})
        raise BufferUnavailable("the stream is away") from error


class RedisBuffer:
    def __init__(self) -> None:
        self._full_until = 0.0
        self._nudged_at = 0.0

    def begin(self, events: Sequence[Event], tallies: Counter[Tally]) -> Finish:
        """Sends at once; the breaker hears of the whole."""
        if time.monotonic() < self._full_until:
            raise BufferUnavailable("the stream is full")
        with ExitStack() as call:
            call.enter_context(_unavailable())
            call.enter_context(stream.BREAKER.calling())
            appending = stream.Appending(encode(events), len(events), tallies)
            answered = call.pop_all()

        def finish() -> None:
            with answered:
                depth = appending.depth()
            self._watch(depth)

        return finish

    def _watch(self, depth: int) -> None:
        """Past the cap the next events go elsewhere; past the nudge a worker is called at once."""
        now = time.monotonic()
        if depth >= settings.ACTIVITY_STREAM_MAX_EVENTS:
            self._full_until = now + LOOK_AGAIN_SECONDS
            logger.error("stream full", extra={"events": depth})
        if depth >= settings.ACTIVITY_STREAM_NUDGE_EVENTS and now > self._nudged_at:
            self._nudged_at = now + LOOK_AGAIN_SECONDS
            _nudge()


def _nudge() -> None:
    """Only sooner than the clock does it, so that failing costs nothing; on a connection of its
    own, since the broker's wait for a server that hangs as long as it does."""
    seconds = settings.ACTIVITY_STREAM_TIMEOUT_SECONDS
    bounds = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "max_retries": 0}
    try:
        with current_app.connection_for_write(transport_options=bounds) as connection:
            current_app.send_task(
                DRAIN, connection=connection, expires=NUDGE_EXPIRES_SECONDS, retry=False
            )
    except Exception:  # Whatever the broker's library raises.
        logger.warning("no worker nudged", exc_info=True)
