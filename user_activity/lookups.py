"""Guarded look-ups in the graph: they cost an event a detail, never the event or the request.

A look-up is waited for no longer than its time-out; a circuit breaker then spares the requests
that follow.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import pybreaker
from django.conf import settings
from django.utils.module_loading import import_string
from prometheus_client import Counter

from ooumph.errors import Unavailable
from ooumph.graph.reading import Reader
from user_activity.registry import CONNECTION_MODEL, TRACKED
from user_activity.vocabulary import ContentType

logger = logging.getLogger("user_activity")

BREAKER = pybreaker.CircuitBreaker(fail_max=3, reset_timeout=10)
READER = Reader("graph-lookup")


class Failure(StrEnum):
    """Why a look-up gave nothing: the whole list."""

    TIMEOUT = "timeout"
    BREAKER_OPEN = "breaker_open"
    GRAPH_DOWN = "graph_down"
    ERROR = "error"  # A mistake of ours, which is logged.
    MISSING = "missing"
    DANGLING = "dangling"  # What was found names no member.
    AMBIGUOUS = "ambiguous"


FAILED = Counter(
    "ooumph_graph_lookups_failed", "Guarded graph look-ups that failed, by reason.", ["reason"]
)
for _failure in Failure:  # There from the start: so the first is a growth, too.
    FAILED.labels(reason=_failure)


class LookupFailed(Exception):
    """The graph did not answer, or not clearly."""

    def __init__(self, reason: Failure) -> None:
        self.reason = reason
        FAILED.labels(reason=reason).inc()
        super().__init__(reason)


def look_up(
    cypher: str, *, timeout_seconds: float | None = None, **parameters: Any
) -> list[list[Any]]:
    """The rows of a read, or LookupFailed. Left out, the time-out is that of a request."""
    if timeout_seconds is None:
        timeout_seconds = settings.GRAPH_LOOKUP_TIMEOUT_SECONDS
    try:
        with BREAKER.calling():
            return READER.rows(cypher, timeout_seconds=timeout_seconds, **parameters)
    except pybreaker.CircuitBreakerError as error:
        raise LookupFailed(Failure.BREAKER_OPEN) from error
    except TimeoutError as error:
        raise LookupFailed(Failure.TIMEOUT) from error
    except Unavailable as error:
        raise LookupFailed(Failure.GRAPH_DOWN) from error
    except Exception as error:
        logger.exception("look-up failed")
        raise LookupFailed(Failure.ERROR) from error


def one(rows: Iterable[list[Any]]) -> Any:
    """The single value that was found, or LookupFailed."""
    values = {row[0] for row in rows}
    if not values:
        raise LookupFailed(Failure.MISSING)
    if None in values:
        raise LookupFailed(Failure.DANGLING)
    if len(values) > 1:
        raise LookupFailed(Failure.AMBIGUOUS)
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


# Of these `lifecycle.facts_of` makes what a row says of its content.
FACT_PROPERTIES = ("tags", "parent_tags", "community_uid", "privacy", "parent_privacy")


@cache
def content_kinds() -> dict[str, tuple[Any, str]]:
    """The kinds of content in the graph: their class, and the property that says whose it is."""
    return {
        **{
            row.content_type.value: (import_string(row.model), row.actor_property)
            for row in TRACKED
        },
        ContentType.CONNECTION.value: (import_string(CONNECTION_MODEL), "requester_id"),
    }


def content(
    uids: Mapping[str, Sequence[str]], *, timeout_seconds: float
) -> list[tuple[str, str, int | None, dict[str, Any]]]:
    """Kind, uid, author and properties of the nodes that there are, by their kind's uids."""
    names = {kind: list(uids.get(kind, ())) for kind in content_kinds()}
    rows = look_up(_content_query(), timeout_seconds=timeout_seconds, **names)
    return [
        (
            kind,
            uid,
            author_id,
            _unstated()[kind] | {n: v for n, v in stated.items() if v is not None},
        )
        for kind, uid, author_id, stated in rows
    ]


@cache
def _content_query() -> str:
    """A part a label: only a label that is written out is reached by its index."""
    properties = ", ".join(f".{name}" for name in FACT_PROPERTIES)
    return " UNION ALL ".join(
        f"UNWIND ${kind} AS uid MATCH (n:{node_class.__label__} {{uid: uid}}) "
        f"RETURN '{kind}' AS kind, uid, n.{author} AS author_id, n {{{properties}}} AS stated"
        for kind, (node_class, author) in content_kinds().items()
    )


@cache
def _unstated() -> dict[str, dict[str, Any]]:
    """What holds of a kind's nodes that have no such property of their own."""
    return {
        kind: {name: _default(node_class, name) for name in FACT_PROPERTIES}
        for kind, (node_class, _) in content_kinds().items()
    }


def _default(node_class: Any, name: str) -> Any:
    stored = node_class.defined_properties(aliases=False, rels=False).get(name)
    if stored is None:
        return getattr(node_class, name, None)
    return stored.default_value() if stored.has_default else None
