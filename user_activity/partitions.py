"""Monthly partitions of the three tables: made ahead, so that no row waits for its month."""

from datetime import UTC, date, datetime

from django.db import connection, transaction

TABLES = ("user_activity", "content_interaction", "social_interaction")


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
    return [
        name
        for table in TABLES
        for month in months(first, last)
        if (name := _ensure(table, month)) is not None
    ]


def _ensure(table: str, month: date) -> str | None:
    name = f"{table}_{month:%Y_%m}"
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    after = next_month(month)
    ends = datetime(after.year, after.month, 1, tzinfo=UTC)
    if _exists(name):
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        if _exists(name):
            return None
        cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS)")
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
    return name


def _exists(name: str) -> bool:
    """Asked of the catalogue itself: `to_regclass` may answer from a cache of before the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_class WHERE relname = %s"
            " AND relnamespace = current_schema()::regnamespace)",
            [name],
        )
        return bool(cursor.fetchone()[0])
