"""A history of a social network by the same members, kept in a folder.

    .venv/bin/python benchmarks/history.py FOLDER [MILLIONS]

The last five weeks, up to yesterday, are a million rows, made as in aggregate_day.py of items that
live for ten days, and aggregated by the engine. Each million more are these weeks once more, rows
and aggregates, moved back in time to items of their own: for measuring what is asked of the last
weeks, with the past as large as it is. (So a member's months are not there, and a pair of members
begins anew every five weeks.) Run again with more, it adds what is missing.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregate_day import ACTIVITY, CONTENT, MEMBERS, SOCIAL, TABLES, ZONES
from filling import execute, postgres_in

WEEKS_DAYS = 35
ROWS_A_DAY = 28_572  # A million in five weeks.
MEMBERS_COUNT = 2_000
DAYS_AT_ONCE = 7
# Today's items are the most looked at, and are forgotten as new ones come.
ITEM = (
    "(%(rows)s / 200 * (%(day)s::timestamptz::date - date '2020-01-01')"
    " - floor(%(rows)s / 20 * power(random(), 3)))::bigint AS c"
)
CONTENT_OF_DAY = CONTENT.replace("floor(%(rows)s / 20 * power(random(), 3))::bigint AS c", ITEM)
EVENTS = " UNION ALL ".join(
    f"SELECT user_id, occurred_at FROM {table} "  # noqa: S608  (our own names)
    "WHERE occurred_at >= %(first)s AND occurred_at < %(ends)s"
    for table in TABLES
)
TOUCH = f"""
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), user_id, min(occurred_at), max(occurred_at), now()
    FROM ({EVENTS}) AS row
    GROUP BY user_id, occurred_at::date
"""  # noqa: S608
# The tables that are moved back, with the column that says which of their rows are the last weeks'.
COPIED = {
    **dict.fromkeys(TABLES, "occurred_at"),
    "member_session": "began_at",
    "content_member": "greatest(viewed_on, shown_on, engaged_on, liked_on, reacted_on, saved_on)",
    **dict.fromkeys(("member_day", "member_week", "member_platform_day"), "starts_on"),
    **dict.fromkeys(("content_member_day", "content_day", "content_reach"), "starts_on"),
    **dict.fromkeys(("pair_day", "platform_day", "platform_week", "platform_reach"), "starts_on"),
    "platform_session_length": "starts_on",
}
# By a column's name or its type.
MOVED = {
    "date": "CASE WHEN {0} = '0001-01-01' THEN {0} ELSE {0} - %(days)s END",
    "timestamptz": "{0} - %(days)s * interval '1 day'",
    "_timestamptz": "ARRAY(SELECT u - %(days)s * interval '1 day' FROM unnest({0}) AS u)",
    "uuid": "md5({0} || ' ' || %(n)s)::uuid",
    "content_id": "md5({0} || %(n)s)",
    "visit_id": "md5({0} || %(n)s)",
}
# Members of the later weeks have been active before.
NOT_NEW = (
    "UPDATE member_platform_day SET active_before = %(ends)s - 1 "
    "WHERE active AND active_before IS NULL AND starts_on >= %(ends)s",
    "UPDATE platform_reach SET since = %(ends)s - 1 "
    "WHERE subject = 'active' AND since = '0001-01-01' AND starts_on >= %(ends)s",
    "UPDATE platform_day SET new_users = 0 WHERE starts_on >= %(ends)s AND new_users > 0",
)


def fill(millions: int) -> None:
    """Make what is missing of `millions` of rows."""
    newest = datetime.now(UTC).date() - timedelta(days=1)
    (first, last) = execute("SELECT min(starts_on), max(starts_on) FROM platform_day")
    if first is None:
        _run(MEMBERS, {"members": MEMBERS_COUNT, "zones": list(ZONES)})
        first, last = newest - timedelta(days=WEEKS_DAYS - 1), newest
        for n in range(0, WEEKS_DAYS, DAYS_AT_ONCE):
            with told(f"{n + DAYS_AT_ONCE} days"):
                _fill_days([first + timedelta(days=n + m) for m in range(DAYS_AT_ONCE)])
    begins = last - timedelta(days=WEEKS_DAYS - 1)
    for n in range((last - first).days // WEEKS_DAYS + 1, millions):
        with told(f"million {n + 1}"):
            _copy(begins, n)
    for statement in NOT_NEW:
        _run(statement, {"ends": begins - timedelta(days=WEEKS_DAYS * (millions - 2))})
    execute("VACUUM ANALYZE")


@contextmanager
def told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  {what}: {time.monotonic() - began:.0f} s", flush=True)


def _fill_days(days: Sequence[date]) -> None:
    from analytics import engine
    from user_activity.partitions import ensure_partitions

    ensure_partitions(days[0], days[-1] + timedelta(days=1))
    for day in days:
        values = {"rows": ROWS_A_DAY, "members": MEMBERS_COUNT, "day": f"{day} 00:00Z"}
        for statement in (CONTENT_OF_DAY, SOCIAL, ACTIVITY):
            _run(statement, values)
    _run(TOUCH, {"first": days[0], "ends": days[-1] + timedelta(days=1)})
    engine.run(budget_seconds=3600)


def _run(statement: str, values: dict[str, Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _copy(begins: date, n: int) -> None:
    """The five weeks from `begins` once more, `n` times as long ago."""
    from user_activity.partitions import ensure_partitions

    first = begins - timedelta(days=WEEKS_DAYS * n)
    ensure_partitions(first, first + timedelta(days=WEEKS_DAYS))
    values = {"begins": begins, "days": WEEKS_DAYS * n, "n": n}
    for table, when in COPIED.items():
        columns = _columns(table)
        names = ", ".join(columns)
        moved = ", ".join(MOVED.get(name, MOVED.get(kind, "{}")).format(name)
                          for name, kind in columns.items())  # fmt: skip
        _run(
            f"INSERT INTO {table} ({names}) SELECT {moved} FROM {table} "  # noqa: S608
            f"WHERE {when} >= %(begins)s ON CONFLICT DO NOTHING",
            values,
        )


def _columns(table: str) -> dict[str, str]:
    """Name to type."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        return dict(cursor.fetchall())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("millions", type=int, nargs="?", default=1)
    options = parser.parse_args()
    with postgres_in(options.folder, durable=False):
        fill(options.millions)


if __name__ == "__main__":
    main()
