"""Guarded look-ups in the graph: they cost an event a detail, never the event or the request.

A driver's time-outs do not bound a server that hangs, so a look-up runs in a small pool of
threads and is waited for no longer than the time-out; a circuit breaker then spares the
requests that follow.
"""

import logging
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from typing import Any

import pybreaker
from django.conf import settings

from ooumph import graph
from ooumph.errors import Unavailable
from user_activity import metrics

logger = logging.getLogger("user_activity")

BREAKER = pybreaker.CircuitBreaker(fail_max=3, reset_timeout=10)
POOL_THREADS = 4


class LookupFailed(Exception):
    """The graph did not answer, or not clearly; `reason` is one of a closed list."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        metrics.LOOKUPS_FAILED.labels(reason=reason).inc()
        super().__init__(reason)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="graph-lookup")


os.register_at_fork(after_in_child=_pool.cache_clear)  # A child has none of its parent's threads.


def look_up(cypher: str, **parameters: Any) -> list[list[Any]]:
    """The rows of a read, or LookupFailed: `timeout`, `breaker_open`, `graph_down`, or `error`
    for a mistake of ours, which is logged."""
    try:
        with BREAKER.calling():
            answer = _pool().submit(graph.query, cypher, **parameters)
            try:
                return answer.result(timeout=settings.GRAPH_LOOKUP_TIMEOUT_SECONDS)
            finally:
                answer.cancel()  # What nobody waits for any more must not fill the pool's queue.
    except pybreaker.CircuitBreakerError as error:
        raise LookupFailed("breaker_open") from error
    except FutureTimeout as error:
        raise LookupFailed("timeout") from error
    except Unavailable as error:
        raise LookupFailed("graph_down") from error
    except Exception as error:
        logger.exception("look-up failed")
        raise LookupFailed("error") from error


def one(rows: Iterable[list[Any]]) -> Any:
    """The single value that was found; LookupFailed: `missing`, `ambiguous`, `dangling`."""
    values = {row[0] for row in rows}
    if not values:
        raise LookupFailed("missing")
    if None in values:
        raise LookupFailed("dangling")
    if len(values) > 1:
        raise LookupFailed("ambiguous")
    return values.pop()


def connection_end(uid: str, end: str) -> int:
    """The member at one end of a connection, `requester_id` or `receiver_id`."""
    pattern = {
        "requester_id": "(m)-[:REQUESTED]->(c)",
        "receiver_id": "(c)-[:ASKS]->(m)",
    }[end]
    return int(
        one(
            look_up(f"MATCH (c:Connection {{uid: $uid}}) MATCH {pattern} RETURN m.user_id", uid=uid)
        )
    )


def conversation_members(uid: str) -> list[int]:
    """The members of a conversation; those whose node lost its member are left out."""
    rows = look_up(
        "MATCH (m:UserNode)-[:PARTICIPATES_IN]->(:Conversation {uid: $uid}) "
        "RETURN DISTINCT m.user_id",
        uid=uid,
    )
    return sorted(row[0] for row in rows if row[0] is not None)


def blocked_with(user_id: int, others: Iterable[int]) -> set[int]:
    """Those of `others` whom the member blocked or who blocked the member."""
    rows = look_up(
        "MATCH (:UserNode {user_id: $user_id})-[:BLOCKS]-(other:UserNode) "
        "WHERE other.user_id IN $others RETURN DISTINCT other.user_id",
        user_id=user_id,
        others=list(others),
    )
    return {row[0] for row in rows}
