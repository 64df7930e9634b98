"""Which events the three tables hold, by their ids."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from analytics.reconciling.things import Thing
from analytics.statements import fetch
from user_activity.events import Event
from user_activity.partitions import TABLES
from user_activity.storing.winning import array
from user_activity.vocabulary import Source

NEARBY = timedelta(days=1)
FOUND = """
    SELECT event_id, act_id, source FROM {table} WHERE event_id = ANY(%(ids)s::uuid[]) {when}
"""
BETWEEN = "AND occurred_at BETWEEN %(first)s AND %(last)s"
ACTS = """
    SELECT user_id, occurred_at, act_id FROM {table}
    WHERE (user_id, occurred_at) IN (
        SELECT * FROM unnest(%(users)s::bigint[], %(instants)s::timestamptz[])
    )
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What of a stored row matters here."""

    act_id: UUID
    source: str

    @property
    def is_backfilled(self) -> bool:
        return self.source == Source.BACKFILL


Recorded = dict[tuple[str, UUID], Row]  # By table and event id.


def recorded(things: Sequence[Thing]) -> Recorded:
    """Those of the things' events, and of what stands in for them, that are stored.

    Nearly all lie at their time, where few partitions need be asked; the rest is asked of all,
    since an id counts once whatever time it came with.
    """
    wanted = {
        (event.table, each)
        for thing in things
        for event in thing.events
        for each in (event.event_id, *thing.stand_ins)
    }
    instants = [event.occurred_at for thing in things for event in thing.events]
    if not instants:
        return {}
    nearby = (min(instants) - NEARBY, max(instants) + NEARBY)
    found = dict(_find(wanted, nearby))
    return found | dict(_find(wanted - found.keys(), None))


def _find(
    wanted: Iterable[tuple[str, UUID]], when: tuple[datetime, datetime] | None
) -> Iterator[tuple[tuple[str, UUID], Row]]:
    by_table: dict[str, list[UUID]] = defaultdict(list)
    for table, event_id in wanted:
        by_table[table].append(event_id)
    bounds = {"first": when[0], "last": when[1]} if when else {}
    for table, ids in by_table.items():
        sql = FOUND.format(table=table, when=BETWEEN if when else "")
        for event_id, act_id, source in fetch(sql, {"ids": array(ids), **bounds}):
            yield (table, event_id), Row(act_id, source)


def acts_at(events: Sequence[Event]) -> dict[tuple[int, datetime], UUID]:
    """By member and instant, the act that a stored row tells of: all of one act share both."""
    found: dict[tuple[int, datetime], UUID] = {}
    values: dict[str, list[Any]] = {
        "users": [event.user_id for event in events],
        "instants": [event.occurred_at for event in events],
    }
    for table in TABLES:
        rows = fetch(ACTS.format(table=table), values)
        found |= {(user_id, at): act_id for user_id, at, act_id in rows}
    return found
