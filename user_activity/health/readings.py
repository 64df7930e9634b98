"""The state of the pipe, as each of the two stores tells its part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Max, Sum

from ooumph import clock
from user_activity import stream
from user_activity.maintenance import waiting_since
from user_activity.models import DeadLetter, TrackedShare
from user_activity.partitions import TABLES, waiting_in_default
from user_activity.tallies import Tally
from user_activity.tallies_store import Sums, sums

# Statistics of either kind may be missing: before the first ANALYZE, and after a crash.
SIZES = """
    SELECT parent.relname, sum(greatest(part.reltuples, statistics.n_live_tup, 0))::bigint,
           sum(pg_total_relation_size(part.oid))::bigint
    FROM pg_class AS parent
    JOIN pg_inherits ON inhparent = parent.oid
    JOIN pg_class AS part ON part.oid = inhrelid
    LEFT JOIN pg_stat_user_tables AS statistics ON statistics.relid = part.oid
    WHERE parent.relname = ANY(%s) AND parent.relnamespace = current_schema()::regnamespace
    GROUP BY parent.relname
"""


@dataclass(frozen=True, slots=True)
class BufferReading:
    """What Redis tells: events that wait, how long the oldest has, and counts since ever."""

    events: int
    oldest_seconds: float
    counts: Counter[Tally]


@dataclass(frozen=True, slots=True)
class StoreReading:
    """What Postgres tells: counts, events among the dead letters that wait, rows that lie in no
    month, how long ago the oldest event was received that some aggregate does not hold yet, and
    what the last comparison with the graph found."""

    sums: Sums
    dead_letters: int
    default_rows: Mapping[str, int]
    aggregation_lag_seconds: float
    tracked_shares: Sequence[TrackedShare]


@dataclass(frozen=True, slots=True)
class TableSize:
    """A table with all its partitions: estimated rows; bytes of heap, indexes and TOAST."""

    name: str
    rows: int
    bytes: int


def read_buffer() -> BufferReading:
    """Raises RedisError."""
    return BufferReading(stream.depth(), seconds_since(stream.oldest_at()), stream.totals())


def read_store() -> StoreReading:
    waiting = DeadLetter.objects.filter(replayed_at=None).aggregate(events=Sum("events", default=0))
    return StoreReading(
        sums(),
        waiting["events"],
        waiting_in_default(),
        seconds_since(waiting_since()),
        tracked_shares(),
    )


def tracked_shares() -> list[TrackedShare]:
    """Of the latest day that was compared with the graph: the kinds that happened."""
    latest = TrackedShare.objects.aggregate(day=Max("day"))["day"]
    return [each for each in TrackedShare.objects.filter(day=latest) if each.things]


def table_sizes() -> list[TableSize]:
    """In the order of the tables; nothing is counted."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [list(TABLES)])
        found = {name: TableSize(name, rows, size) for name, rows, size in cursor.fetchall()}
    return [found[table] for table in TABLES if table in found]


def seconds_since(instant: datetime | None) -> float:
    """Nothing waits: 0."""
    return max(0.0, (clock.now() - instant).total_seconds()) if instant else 0.0
