"""Monthly partitions of the three tables: made ahead, so that no row waits for its month."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected, LockNotAvailable

from ooumph import clock
from user_activity.codec import TABLES as TABLES

DAYS_AHEAD = 92
WAITING_MAX = 1000
# What needs a table for itself makes every later query wait behind it: so briefly, and again.
LOCK_TIMEOUT_MS = 200
LOCK_PAUSE_SECONDS = 0.3
LOCK_ATTEMPTS = 120

T = TypeVar("T")


class BusyError(Exception):
    """A table was in use at every attempt to change its partitions; a later run may succeed."""


@dataclass(frozen=True, slots=True)
class Partition:
    """What a table's rows lie in; the default partition has no bounds. `rows` is an estimate."""

    name: str
    begins: datetime | None
    ends: datetime | None
    rows: int
    size_bytes: int


PARTITIONS = """
    SELECT part.relname,
           substring(bound FROM 'FROM \\(''([^'']+)''\\)')::timestamptz AS begins,
           substring(bound FROM 'TO \\(''([^'']+)''\\)')::timestamptz,
           greatest(part.reltuples, pg_stat_get_live_tuples(part.oid), 0)::bigint,
           coalesce(pg_total_relation_size(part.oid), 0)
    FROM pg_inherits
    JOIN pg_class AS part ON part.oid = inhrelid
    CROSS JOIN LATERAL pg_get_expr(part.relpartbound, part.oid) AS bound
    WHERE inhparent = %s::regclass
    ORDER BY begins NULLS LAST
"""


def month_of(day: date) -> date:
    return date(day.year, day.month, 1)


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months(first: date, last: date) -> list[date]:
    """The first days of the months from `first`'s to `last`'s, both in."""
    found = [month_of(first)]
    while found[-1] < month_of(last):
        found.append(next_month(found[-1]))
    return found


def ensure_partitions(first: date, last: date) -> list[str]:
    """Make the partitions from `first`'s month to `last`'s that are missing; their names.

    Rows of such a month that had to wait in the default partition move into it.
    """
    wanted = {
        f"{table}_{month:%Y_%m}": (table, month)
        for table in TABLES
        for month in months(first, last)
    }
    missing = wanted.keys() - _existing(wanted)
    return [name for name in wanted if name in missing and _make(name, *wanted[name])]


def ensure_current_partitions() -> list[str]:
    """The partitions of last month to three months ahead."""
    today = clock.now().date()
    return ensure_partitions(today - timedelta(days=31), today + timedelta(days=DAYS_AHEAD))


def partitions_of(table: str) -> list[Partition]:
    """All of a table's partitions, the oldest first, the default one last."""
    with connection.cursor() as cursor:
        cursor.execute(PARTITIONS, [table])
        return [Partition(*row) for row in cursor.fetchall()]


def waiting_in_default() -> dict[str, int]:
    """How many rows of each table lie in no month, counted up to WAITING_MAX."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM (SELECT FROM {table}_default LIMIT %s) AS waiting",  # noqa: S608  (names of our own)
                [WAITING_MAX],
            )
            found[table] = cursor.fetchone()[0]
    return found


def exclusively(work: Callable[[Any], T]) -> T:
    """What `work(cursor)` returns, done in one transaction that waits for a lock but briefly, and
    is tried again until it has had it; raises BusyError."""
    for attempt in range(LOCK_ATTEMPTS):
        if attempt:
            time.sleep(LOCK_PAUSE_SECONDS)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
                done = work(cursor)
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")  # Of a transaction around.
                return done
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                raise
    raise BusyError(f"The tables were in use at {LOCK_ATTEMPTS} attempts.")


def _existing(names: Iterable[str]) -> set[str]:
    """Asked of the catalogue itself: `to_regclass` may answer from a cache of before a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND relnamespace = current_schema()::regnamespace",
            [list(names)],
        )
        return {name for (name,) in cursor.fetchall()}


def _make(name: str, table: str, month: date) -> bool:
    begins, ends = clock.midnight(month), clock.midnight(next_month(month))

    def make(cursor: Any) -> bool:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        if _existing([name]):
            return False
        cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)")
        # Before looking who waits, or a row that comes in between makes ATTACH fail.
        cursor.execute(f"LOCK TABLE {table}_default IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            f"WITH waited AS (DELETE FROM {table}_default"  # noqa: S608  (names of our own)
            f" WHERE occurred_at >= %s AND occurred_at < %s RETURNING *)"
            f" INSERT INTO {name} SELECT * FROM waited",
            [begins, ends],
        )
        cursor.execute(
            f"ALTER TABLE {table} ATTACH PARTITION {name}"
            f" FOR VALUES FROM ('{begins.isoformat()}') TO ('{ends.isoformat()}')"
        )
        return True

    return exclusively(make)
