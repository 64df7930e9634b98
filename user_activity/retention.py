"""Retention: raw rows go when their days are over, what was counted from them stays.

plan -> announce the floor -> drop whole months, delete the rest in batches -> say it is done

Killed at any moment, the next run goes on; what is gone is written down in the transaction in
which it goes. One run works at a time.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import F
from django.dispatch import Signal

from ooumph import clock
from ooumph.ids import new_id
from user_activity import floors
from user_activity.models import RetentionRun, TouchedMember
from user_activity.partitions import Partition, exclusively, partitions_of

BATCH_ROWS = 10_000
COUNTED_ROWS = 100_000  # Of a month; beyond, PostgreSQL's estimate is told.
RUN_LOCK = (20_061, 3)  # Any two numbers, the same in every run.
LONGEST_DAY = timedelta(hours=26)  # A member's day that the floor cuts ends within it.
ANNOUNCING_ATTEMPTS = 30
ANNOUNCING_PAUSE_SECONDS = 1.0

# Sent before a floor is announced: whoever keeps numbers of the rows brings them up to date.
about_to_remove = Signal()

DELETE_BATCH = """
    WITH gone AS (
        DELETE FROM {name} WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM {name} WHERE occurred_at >= %s AND occurred_at < %s
            ORDER BY occurred_at LIMIT %s FOR UPDATE SKIP LOCKED
        )) RETURNING occurred_at
    ) SELECT count(*), max(occurred_at) FROM gone
"""
WRITE_DROPPED = """
    UPDATE retention_run SET dropped_partitions = dropped_partitions || to_jsonb(%s::text)
    WHERE id = %s
"""


class AlreadyRunningError(Exception):
    """Another run of retention is at work."""


class NotCountedError(Exception):
    """Rows that would go are not yet in the aggregates."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What would go of one partition: all of it, or its rows before the floor.

    `rows` of a whole month is an estimate from COUNTED_ROWS on; `size_bytes` of some rows is
    their share of the partition.
    """

    table: str
    partition: str
    whole: bool
    rows: int
    size_bytes: int


def plan(floor_of: Mapping[str, datetime]) -> list[Piece]:
    """What would go of the tables that have a floor, the oldest first."""
    return [
        piece
        for table, floor in floor_of.items()
        for partition in partitions_of(table)
        if (piece := _piece(table, partition, floor)) is not None
    ]


def raised(floor_of: Mapping[str, datetime]) -> dict[str, datetime]:
    """The floors, none below what was announced before: a run that was killed is completed."""
    return {table: max(at, floors.floor(table) or at) for table, at in floor_of.items()}


def run(floor_of: Mapping[str, datetime]) -> list[RetentionRun]:
    """Remove the rows of each table before its floor (of `floors.floor_at`); a record a table.

    Raises AlreadyRunningError and NotCountedError before anything goes, and BusyError when a
    month was in use all the time; the next run goes on.
    """
    if not floor_of:
        return []
    with _alone():
        floor_of = raised(floor_of)
        pieces = plan(floor_of)
        runs = _announced(floor_of, pieces)
        for record in runs:
            for piece in pieces:
                if piece.table == record.table:
                    _remove(record, piece)
            record.refresh_from_db()
            record.finished_at = clock.now()
            record.save(update_fields=["finished_at"])
    return runs


def _piece(table: str, partition: Partition, floor: datetime) -> Piece | None:
    if partition.ends is not None and partition.ends <= floor:
        counted = _count(partition.name, floor, COUNTED_ROWS)
        rows = counted if counted < COUNTED_ROWS else max(counted, partition.rows)
        return Piece(table, partition.name, True, rows, partition.size_bytes)
    if partition.begins is not None and partition.begins >= floor:
        return None
    rows = _count(partition.name, floor)
    share = rows / max(partition.rows, rows, 1)
    size_bytes = round(partition.size_bytes * share)
    return Piece(table, partition.name, False, rows, size_bytes) if rows else None


def _count(name: str, floor: datetime, limit: int | None = None) -> int:
    """How many rows of a partition lie before the floor, counted up to `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT FROM {name} WHERE occurred_at < %s LIMIT %s) AS old",  # noqa: S608  (names from the catalogue)
            [floor, limit],
        )
        return int(cursor.fetchone()[0])


@contextmanager
def _alone() -> Iterator[None]:
    """Holds a lock of the session, which ends with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", RUN_LOCK)
        if not cursor.fetchone()[0]:
            raise AlreadyRunningError("Another run of retention is at work.")
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", RUN_LOCK)


def _announced(floor_of: Mapping[str, datetime], pieces: Sequence[Piece]) -> list[RetentionRun]:
    """The records of a run, once every row that goes is counted and nobody counts it any more."""
    for attempt in range(ANNOUNCING_ATTEMPTS):
        if attempt:
            time.sleep(ANNOUNCING_PAUSE_SECONDS)
        about_to_remove.send(sender=RetentionRun)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", floors.LOCK)
            if not _uncounted(floor_of):
                return [_record(table, at, pieces) for table, at in floor_of.items()]
    raise NotCountedError(
        "Rows that would go are not yet in the aggregates. "
        "Run it again when the worker has caught up with its marks."
    )


def _uncounted(floor_of: Mapping[str, datetime]) -> bool:
    """Whether a mark waits that names a day which the new floors would close."""
    marks = TouchedMember.objects.filter(first_at__lt=max(floor_of.values()) + LONGEST_DAY)
    closed = floors.hold()
    return (marks if closed is None else marks.filter(last_at__gte=closed)).exists()


def _record(table: str, floor: datetime, pieces: Sequence[Piece]) -> RetentionRun:
    return RetentionRun.objects.create(
        id=new_id(),
        table=table,
        floor=floor,
        started_at=clock.now(),
        eligible_rows=sum(piece.rows for piece in pieces if piece.table == table),
    )


def _remove(record: RetentionRun, piece: Piece) -> None:
    if piece.whole:
        _drop(record, piece.partition)
    else:
        _delete(record, piece.partition)


def _drop(record: RetentionRun, name: str) -> None:
    """DROP, not DETACH CONCURRENTLY, which a table with a default partition does not allow."""

    def drop(cursor: Any) -> None:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(WRITE_DROPPED, [name, record.pk])

    exclusively(drop)


def _delete(record: RetentionRun, name: str) -> None:
    """Batches of BATCH_ROWS, a transaction each, every one beginning where the last one ended."""
    since: datetime | str = "-infinity"
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(DELETE_BATCH.format(name=name), [since, record.floor, BATCH_ROWS])
            deleted, last = cursor.fetchone()
            if not deleted:
                return
            records = RetentionRun.objects.filter(pk=record.pk)
            records.update(deleted_rows=F("deleted_rows") + deleted)
        since = last
