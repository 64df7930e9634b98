"""Dropping a month, as retention does, beside deleting the same rows.

    .venv/bin/python benchmarks/drop_month.py [ROWS] [warm]

Fills three equal months of `content_interaction` with ROWS each (ten million by default; about
0.6 GB a million with its indexes), on a PostgreSQL of its own. One goes by `cleanup_activities`'
way, one by a single DELETE, one by retention's batches of 10,000. Prints the times, the longest
that a query took meanwhile, and the ratio. A dropped month is gone, and its lock free, at the
commit; the rest of a drop is the file system's, freeing its files.

A month past retention is read by nobody: before each, its files leave the system's cache (with
`warm` they stay; freeing cached pages is then most of what a drop takes).
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from filling import execute, fill, postgres_alone

TABLE = "content_interaction"


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def cool(name: str) -> None:
    """Have the system forget a month's files."""
    (folder,) = execute("SHOW data_directory")
    (paths,) = execute(
        "SELECT array_agg(pg_relation_filepath(oid)) FROM pg_class"  # noqa: S608
        f" WHERE oid = '{name}'::regclass OR oid IN"
        f" (SELECT indexrelid FROM pg_index WHERE indrelid = '{name}'::regclass)"
    )
    for path in paths:
        for segment in (Path(folder) / path).parent.glob(f"{Path(path).name}*"):
            with segment.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Reader:
    """Meanwhile, in another thread, a query of the newest row after the other: how long they took,
    and when the month was gone for them."""

    def __init__(self, name: str) -> None:
        self.waits: list[float] = []
        self.gone_at: float | None = None
        self._gone = f"SELECT to_regclass('{name}') IS NULL"
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _read(self) -> None:
        newest = f"SELECT event_id FROM {TABLE} ORDER BY occurred_at DESC LIMIT 1"  # noqa: S608
        while not self._done.is_set():
            self.waits.append(seconds(lambda: execute(newest)))
            if self.gone_at is None and execute(self._gone)[0]:
                self.gone_at = time.perf_counter()
            time.sleep(0.002)


def measure(title: str, name: str, work: Callable[[], object], *, warm: bool) -> float:
    execute("CHECKPOINT")
    if not warm:
        cool(name)
    with Reader(name) as reader:
        time.sleep(0.1)
        began = time.perf_counter()
        took = seconds(work)
    gone = ""
    if reader.gone_at is not None:
        gone = f"; gone for queries after {(reader.gone_at - began) * 1000:,.0f} ms"
    longest = f"; the longest query {max(reader.waits) * 1000:,.0f} ms"
    print(f"{title:<24}{took * 1000:>10,.0f} ms{gone}{longest}", flush=True)
    return took


def main() -> None:
    arguments = [each for each in sys.argv[1:] if each != "warm"]
    warm = len(arguments) < len(sys.argv[1:])
    rows = int(arguments[0].replace("_", "")) if arguments else 10_000_000
    with postgres_alone():
        compare(rows, warm=warm)


def compare(rows: int, *, warm: bool) -> None:
    from user_activity import retention
    from user_activity.models import RetentionRun
    from user_activity.partitions import ensure_partitions

    ensure_partitions(date(2021, 1, 1), date(2021, 3, 1))
    names = [f"{TABLE}_2021_0{month}" for month in (1, 2, 3)]
    for month, name in enumerate(names, 1):
        first = datetime(2021, month, 1, tzinfo=UTC)
        took = seconds(partial(fill, TABLE, first, rows, into=name))
        execute(f"VACUUM ANALYZE {name}")
        print(f"  {name}: {rows:,} rows in {took:.0f} s", flush=True)
    size = execute(f"SELECT pg_total_relation_size('{names[0]}')")[0] / 2**20
    print(f"a month of {rows:,} rows is {size:,.0f} MiB")

    def retire(before: datetime) -> None:
        retention.run({TABLE: before})

    retire(datetime(2020, 12, 1, tzinfo=UTC))  # Nothing goes, and all is imported.
    dropped = measure(
        "retention drops one", names[0], lambda: retire(datetime(2021, 2, 1, tzinfo=UTC)), warm=warm
    )
    record = RetentionRun.objects.order_by("-floor")[0]
    assert record.dropped_partitions == names[:1], record.dropped_partitions
    statement = f"DELETE FROM {TABLE} WHERE occurred_at < '2021-03-01T00:00:00Z'"  # noqa: S608
    deleted = measure("one DELETE", names[1], lambda: execute(statement), warm=warm)
    last = datetime(2021, 3, 30, tzinfo=UTC)
    measure(f"batches of {retention.BATCH_ROWS:,}", names[2], lambda: retire(last), warm=warm)
    record = RetentionRun.objects.order_by("-floor")[0]
    assert record.deleted_rows == rows, record.deleted_rows
    print(f"DELETE / drop: {deleted / dropped:,.0f}")


if __name__ == "__main__":
    main()
