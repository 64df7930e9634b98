"""How often one may do a thing: counted in Redis over a sliding window, by `settings.RATE_LIMITS`.

A limit is spelt as the library `limits` reads it, such as "100 per 10 minutes"; an empty one is
none. With Redis away everybody may, after at most a few short waits: the breaker remembers.
"""

import hmac
import logging
import math
from functools import cache
from hashlib import sha256

import pybreaker
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from ooumph.errors import RateLimited

logger = logging.getLogger("ooumph.rate_limits")

BREAKER = pybreaker.CircuitBreaker(fail_max=3, reset_timeout=5)
TIMEOUT_SECONDS = 0.25


def spend(name: str, who: str, *, cost: int = 1) -> None:
    """Take `cost` from what `who` may do under the limit `name`, or raise RateLimited and take
    nothing. What costs more than the whole limit costs all of it."""
    item = _limit(settings.RATE_LIMITS[name])
    if item is None:
        return
    cost = min(cost, item.amount)
    try:
        with BREAKER.calling():
            if _limiter().hit(item, name, who, cost=cost):
                return
            wait_seconds = _wait_seconds(item, name, who, cost)
    except pybreaker.CircuitBreakerError:
        return
    except RedisError as error:
        logger.warning("no rate limit", extra={"limit": name, "error": type(error).__name__})
        return
    raise RateLimited(retry_after_seconds=max(1, math.ceil(wait_seconds)))


def restore(name: str, who: str) -> None:
    """Give `who` the whole limit back."""
    item = _limit(settings.RATE_LIMITS[name])
    if item is None:
        return
    try:
        with BREAKER.calling():
            _limiter().clear(item, name, who)
    except (RedisError, pybreaker.CircuitBreakerError):
        return


def anonymous(*what: str) -> str:
    """A keyed hash, to count by what may not be stored."""
    key = f"rate limit {settings.SECRET_KEY}".encode()
    return hmac.digest(key, "\x1f".join(what).encode(), sha256).hex()[:32]


def check_limits() -> None:
    """Raise ImproperlyConfigured for a limit that cannot be read."""
    for name, spelling in settings.RATE_LIMITS.items():
        try:
            _limit(spelling)
        except ValueError as error:
            message = f"RATE_LIMITS: {name!r} is no limit: {spelling!r}."
            raise ImproperlyConfigured(message) from error


def _wait_seconds(item: RateLimitItem, name: str, who: str, cost: int) -> float:
    """How long until `cost` fits: the window before fades evenly, then this one does."""
    window = item.get_expiry()
    storage = _limiter().storage
    assert isinstance(storage, RedisStorage)
    before, before_left, current, current_left = storage.get_sliding_window(
        item.key_for(name, who), window
    )
    room = item.amount - cost
    if current <= room:
        return before_left - (room - current + 1) * window / before if before else 0
    # It began `current_left` (of two windows) ago: then it is the one before, and fades.
    return current_left - (room + 1) * window / current


@cache
def _limit(spelling: str) -> RateLimitItem | None:
    return parse(spelling) if spelling else None


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    storage = RedisStorage(
        settings.REDIS_URL,
        key_prefix="limits",
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type]  # Handed on as it is.
    )
    return SlidingWindowCounterRateLimiter(storage)
