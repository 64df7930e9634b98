"""What a feed is told, of one member and of all: how long, and how many rows a second.

    .venv/bin/python benchmarks/feed_exports.py [ROWS_A_DAY] [DAYS]

Fills days of a social network as aggregate_day.py does (50,000 rows and 20 days by default, with
a member for every ten rows of a day), aggregates them, and asks and exports as of their end.
"""

import argparse
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from aggregate_day import ACTIVITY, CONTENT, MEMBERS, SOCIAL, ZONES
from stack import stack

FIRST = date(2026, 5, 4)
ASKED = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=50_000)
    parser.add_argument("days", type=int, nargs="?", default=20)
    options = parser.parse_args()
    with stack(durable=False) as own:
        own.use_here()
        fill(options.rows, options.days)
        ends = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(options.days)
        with tempfile.TemporaryDirectory() as folder:
            ask_one_by_one(ends)
            export_signals(ends, Path(folder))
            export_shown(ends, Path(folder))


def fill(rows: int, days: int) -> None:
    from django.db import connection

    from analytics import engine
    from user_activity.partitions import ensure_partitions

    members = max(rows // 10, 10)
    ensure_partitions(FIRST, FIRST + timedelta(days))
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"members": members, "zones": list(ZONES), "rows": rows}
        cursor.execute(MEMBERS, values)
        for day in range(days):
            values["day"] = f"{FIRST + timedelta(day)}Z"
            for statement in (ACTIVITY, CONTENT, SOCIAL):
                cursor.execute(statement, values)
        cursor.execute(
            "INSERT INTO touched_member (id, user_id, first_at, last_at, received_at) "
            "SELECT gen_random_uuid(), id, %s::timestamptz, %s::timestamptz, now() "
            "FROM account_user",
            [f"{FIRST}Z", f"{FIRST + timedelta(days)}Z"],
        )
        cursor.execute("VACUUM ANALYZE")
    began = time.perf_counter()
    engine.run(budget_seconds=3600)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    took = time.perf_counter() - began
    print(f"{members:,} members, {days} days of {rows:,} rows; aggregated in {took:.0f} s")


def ask_one_by_one(ends: datetime) -> None:
    from account.models import User
    from analytics.feed.selectors import feed_signals
    from ooumph import clock

    took = []
    with clock.at(ends):
        for viewer in User.objects.order_by("pk")[:ASKED]:  # The busiest come first.
            began = time.perf_counter()
            feed_signals(viewer=viewer)
            took.append(1000 * (time.perf_counter() - began))
    median, p95 = statistics.median(took), sorted(took)[int(0.95 * len(took))]
    print(f"feedSignals, without HTTP: median {median:.1f} ms, 95th percentile {p95:.1f} ms")


def export_signals(ends: datetime, folder: Path) -> None:
    from analytics.feed.exporting import export_feed_signals
    from ooumph import clock

    done = [(0, 0.0)]
    with clock.at(ends):
        path = export_feed_signals(folder, lambda members, _, took: done.append((members, took)))
    members, seconds = done[-1]
    size = path.stat().st_size
    print(
        f"export_feed_signals: {members:,} rows in {seconds:.1f} s, {members / seconds:,.0f} a "
        f"second, {size / members:,.0f} bytes each"
    )


def export_shown(ends: datetime, folder: Path) -> None:
    from analytics.feed.impressions import export_impressions
    from analytics.feed.outcomes import Windows

    begins = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC)
    windows = Windows(begins, ends, window=timedelta(hours=24), settle=timedelta(0))
    began, path = time.perf_counter(), folder / "impressions.parquet"
    rows = export_impressions(path, windows, lambda *_: None)
    seconds = time.perf_counter() - began
    print(
        f"export_impressions: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} a second, "
        f"{path.stat().st_size / rows:,.0f} bytes each"
    )


if __name__ == "__main__":
    main()
