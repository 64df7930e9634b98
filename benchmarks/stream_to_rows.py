"""Stream to committed rows, against one bare COPY of the same rows into the same tables.

python benchmarks/stream_to_rows.py DESKDROP.csv.gz [--rows 1000000] [--runs 3]

The history is repeated until it has so many rows, each with an id of its own. Both sides fill
the same indexed, partitioned tables, emptied before; the stream's side also records entries and
client-chosen ids, marks what has to be recomputed, counts, and acknowledges.
"""

import argparse
import csv
import gzip
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from stack import Stack, stack

WORDS = {
    "VIEW": "view",
    "LIKE": "like",
    "BOOKMARK": "save",
    "FOLLOW": "follow",
    "COMMENT CREATED": "comment",
}
BATCH = 500


def history(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") as lines:
        return list(csv.DictReader(lines))


def events(records: list[dict[str, Any]], number: int, *, keyed: bool) -> Iterator[Any]:
    from ooumph.ids import new_id
    from user_activity.events import ContentEvent
    from user_activity.vocabulary import ContentType, InteractionType, Source

    members: dict[str, int] = {}
    for record in islice(cycle(records), number):
        event_id = new_id()
        at = datetime.fromtimestamp(int(record["timestamp"]), tz=UTC)
        yield ContentEvent(
            event_id=event_id,
            act_id=new_id(),
            user_id=members.setdefault(record["personId"], len(members) + 1),
            occurred_at=at,
            received_at=at,
            session_id=new_id(),
            request_id=event_id,
            ip="203.0.113.0",
            device="mobile/Android/Chrome Mobile",
            source=Source.API,
            metadata={"region": record.get("userRegion") or "", "country": "BR"},
            keys=(event_id,) if keyed else (),
            interaction_type=InteractionType(WORDS[record["eventType"]]),
            content_type=ContentType.POST,
            content_id=record["contentId"],
            surface="home",
            position=3,
        )


def empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE content_interaction, event_key, stream_entry, touched_member, event_tally"
        )
        cursor.execute("CHECKPOINT")


def bare_copy(lines: bytes) -> float:
    from io import BytesIO

    from django.db import connection

    from user_activity.codec import COLUMNS, CONTENT
    from user_activity.storing.copying import NULL

    empty()
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(
            f"COPY content_interaction ({', '.join(COLUMNS[CONTENT])})"
            f" FROM STDIN WITH (NULL '{NULL}')",
            BytesIO(lines),
            1 << 20,
        )
        connection.commit()
        return time.perf_counter() - began


def fill(payloads: list[tuple[bytes, int]]) -> None:
    from user_activity import stream
    from user_activity.codec import VERSION

    client = stream.worker_client()
    client.flushall()
    for start in range(0, len(payloads), 1000):
        pipe = client.pipeline(transaction=False)
        for payload, number in payloads[start : start + 1000]:
            pipe.xadd(stream.STREAM, {"v": VERSION, "n": number, "e": payload})
            pipe.incrby(stream.DEPTH, number)
        pipe.execute()


def drained(payloads: list[tuple[bytes, int]]) -> float:
    from user_activity.storing.drain import drain

    empty()
    fill(payloads)
    began = time.perf_counter()
    drain(budget_seconds=3600)
    return time.perf_counter() - began


def worker(target: Stack, ready: Any, go: Any) -> None:
    Stack.use_here(target)
    from django.db import connection

    from user_activity.storing.drain import drain

    connection.ensure_connection()
    ready.release()
    go.wait()
    drain(budget_seconds=3600)


def drained_by_two(target: Any, payloads: list[tuple[bytes, int]]) -> float:
    empty()
    fill(payloads)
    context = multiprocessing.get_context("fork")
    ready, go = context.Semaphore(0), context.Event()
    from django.db import connections

    connections.close_all()
    both = [context.Process(target=worker, args=(target, ready, go)) for _ in range(2)]
    for process in both:
        process.start()
    for _ in both:
        ready.acquire()
    began = time.perf_counter()
    go.set()
    for process in both:
        process.join()
    return time.perf_counter() - began


def rows() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_interaction")
        return int(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with stack() as target:
        target.use_here()
        compare(target, history(options.file), options.rows, options.runs)


def compare(target: Stack, records: list[dict[str, Any]], number: int, runs: int) -> None:
    from user_activity.codec import CONTENT, decode, encode
    from user_activity.partitions import ensure_partitions
    from user_activity.storing.copying import prepare

    days = [datetime.fromtimestamp(int(r["timestamp"]), tz=UTC).date() for r in records]
    ensure_partitions(min(days), max(days))

    def entries(size: int, *, keyed: bool) -> list[tuple[bytes, int]]:
        coming = events(records, number, keyed=keyed)
        return [
            (encode(batch), len(batch)) for batch in iter(lambda: list(islice(coming, size)), [])
        ]

    plain = entries(BATCH, keyed=False)
    lines = b"".join(prepare(CONTENT, decode(payload)).text for payload, _ in plain)
    ways: dict[str, Callable[[], float]] = {
        "500 events an entry": lambda: drained(plain),
        "500 an entry, two workers": lambda: drained_by_two(target, plain),
    }
    keyed = entries(BATCH, keyed=True)
    ways["500 an entry, client-chosen ids"] = lambda: drained(keyed)
    single = entries(1, keyed=False)
    ways["one event an entry"] = lambda: drained(single)
    bare: list[float] = []
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        bare.append(bare_copy(lines))
        assert rows() == number
        for name, way in ways.items():
            found[name].append(way())
            assert rows() == number, rows()
    copy = statistics.median(bare)
    print(f"bare COPY: {number / copy:,.0f} rows/s (median of {runs})")
    for name, times in found.items():
        taken = statistics.median(times)
        print(f"{name}: {number / taken:,.0f} rows/s, {copy / taken:.2f} of the bare COPY")


if __name__ == "__main__":
    main()
