"""How far storing has come."""

from datetime import UTC, datetime

import pybreaker
from redis import RedisError

from user_activity import stream
from user_activity.models import StreamProgress

NEVER = datetime.fromtimestamp(0, tz=UTC)


def stored_through(now: datetime) -> datetime:
    """All that the stream accepted before this instant has been stored; `now` where none waits.

    Without Redis, what was last known: more may wait in it.
    """
    try:
        with stream.BREAKER.calling():
            return min(stream.oldest_at() or now, now)
    except (RedisError, pybreaker.CircuitBreakerError):
        drained = StreamProgress.objects.filter(stream=stream.STREAM)
        return min(drained.values_list("drained_at", flat=True).first() or NEVER, now)
