"""Monthly partitions of the three tables: made ahead, so that no row waits for its month."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from ooumph import clock

TABLES = ("user_activity", "content_interaction", "social_interaction")
DAYS_AHEAD = 92


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
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    after = next_month(month)
    ends = datetime(after.year, after.month, 1, tzinfo=UTC)
    with transaction.atomic(), connection.cursor() as cursor:
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
