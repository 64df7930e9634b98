"""Refreshing after 10,000 new events, with much history and with little.

    .venv/bin/python benchmarks/refresh.py [--history 20000000] [--small 1000000] [--refreshes 9]

Two databases hold the same members and days of the same kind (`aggregate_day.py` says of which),
one of them many more days. Both are aggregated by the engine; then, in turns, each gets 10,000 new
events of its newest day and is refreshed, timed until no mark is left. Prints the median of each
and the larger's divided by the smaller's: as autovacuum left the tables, and after VACUUM ANALYZE.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aggregate_day import ACTIVITY, CONTENT, MEMBERS, SOCIAL, ZONES
from filling import execute, postgres_alone

MEMBER_COUNT = 5_000
ROWS_A_DAY = 50_000
NEW_EVENTS = 10_000
NEWEST = date(2026, 5, 4)
MARKED = """
    WITH stored AS ({insert} RETURNING user_id, occurred_at)
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), user_id, min(occurred_at), max(occurred_at), now()
    FROM stored
    GROUP BY user_id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", type=int, default=20_000_000)
    parser.add_argument("--small", type=int, default=1_000_000)
    parser.add_argument("--refreshes", type=int, default=9)
    options = parser.parse_args()
    sizes = {"small": options.small, "large": options.history}
    with postgres_alone():
        migrated = leave()
        for name in sizes:
            execute(f"CREATE DATABASE {name} TEMPLATE {migrated}")
        for name, rows in sizes.items():
            with database(name):
                fill(rows)
        measure(sizes, options.refreshes, "as it is")
        for name in sizes:
            with database(name):
                execute("VACUUM ANALYZE")
        measure(sizes, options.refreshes, "analysed")


def leave() -> str:
    """Go to another database than the migrated one, which can only be copied so; its name."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"], own = "postgres", connection.settings_dict["NAME"]
    return str(own)


@contextmanager
def database(name: str) -> Iterator[None]:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    connection.close()


def fill(rows: int) -> None:
    """So many rows of as many days as that takes, each day aggregated once it is there."""
    from django.db import connection

    from user_activity.partitions import ensure_partitions

    days = max(rows // ROWS_A_DAY, 1)
    first = NEWEST - timedelta(days=days - 1)
    ensure_partitions(first, NEWEST + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, {"members": MEMBER_COUNT, "zones": list(ZONES)})
    began = time.perf_counter()
    for number in range(days):
        store(first + timedelta(days=number), ROWS_A_DAY)
        aggregate()
    took = time.perf_counter() - began
    print(f"{days * ROWS_A_DAY:,} rows of {days} days, aggregated: {took:.0f} s", flush=True)


def store(day: date, rows: int) -> None:
    from django.db import connection

    midnight = datetime.combine(day, datetime.min.time(), UTC)
    values: dict[str, Any] = {"rows": rows, "members": MEMBER_COUNT, "day": midnight.isoformat()}
    with connection.cursor() as cursor:
        for insert in (ACTIVITY, CONTENT, SOCIAL):
            cursor.execute(MARKED.format(insert=insert), values)


def aggregate() -> float:
    from analytics import engine

    began = time.perf_counter()
    engine.run(budget_seconds=3600)
    return time.perf_counter() - began


def measure(sizes: dict[str, int], refreshes: int, state: str) -> None:
    took: dict[str, list[float]] = {name: [] for name in sizes}
    for _ in range(refreshes):
        for name in sizes:
            with database(name):
                store(NEWEST, NEW_EVENTS)
                took[name].append(aggregate())
    medians = {name: statistics.median(each) for name, each in took.items()}
    for name, rows in sizes.items():
        print(f"{rows:,} rows, {state}: {medians[name]:.2f} s after {NEW_EVENTS:,} new events")
    print(f"{state}: {medians['large'] / medians['small']:.2f} times as long", flush=True)


if __name__ == "__main__":
    main()
