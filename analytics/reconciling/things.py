"""What the graph holds of a span of time, kind by kind, in pages in the order of its index."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from analytics.reconciling.kinds import Kind
from ooumph import graph
from ooumph.graph.nodes import to_instant
from user_activity.collecting import rehearsing
from user_activity.events import Event

PAGE_THINGS = 500


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the graph's, the events of it that should be recorded, and ids that stand in."""

    key: str
    events: Sequence[Event]
    stand_ins: frozenset[UUID] = field(default_factory=frozenset)


def things(kind: Kind, begins: datetime, ends: datetime) -> Iterator[list[Thing]]:
    """Pages of those that happened in [begins, ends); raises Unavailable."""
    after: tuple[float, str] = (to_instant(begins), "")
    while True:
        rows = graph.query(
            page_query(kind),
            after_at=after[0],
            after_key=after[1],
            ends=to_instant(ends),
            limit=PAGE_THINGS,
        )
        if rows:
            yield [_thing(kind, key, found) for _, key, *found in rows]
        if len(rows) < PAGE_THINGS:
            return
        after = (rows[-1][0], rows[-1][1])


def page_query(kind: Kind) -> str:
    _, _, instant = kind.at.partition(".")
    return (
        # Without the hint the planner may begin at the oldest there is, for the sake of the order.
        f"MATCH {kind.match} USING INDEX SEEK {kind.indexed}({instant}) "
        f"WHERE {kind.at} >= $after_at AND {kind.at} < $ends "
        f"AND ({kind.at} > $after_at OR {kind.key} > $after_key) AND ({kind.where}) "
        f"RETURN {kind.at} AS at, {kind.key} AS key, {kind.found} "
        "ORDER BY at, key LIMIT $limit"
    )


def _thing(kind: Kind, key: str, found: Sequence[object]) -> Thing:
    with rehearsing() as events:
        stand_ins = kind.report(*found)
    return Thing(key, events, frozenset(stand_ins or ()))
