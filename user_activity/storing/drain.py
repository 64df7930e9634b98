"""The stream into the tables: take, decode, look up, store, acknowledge.

Taking and decoding the next batch goes on beside storing this one. Any number of drains may run
at once; killed at any moment, what a drain had taken is claimed by another and stored once: the
entries of a batch are recorded with its rows.
"""

import gc
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, connection, transaction

from ooumph import clock
from user_activity import enrichment, stream
from user_activity.codec import VERSION, Row, UnreadableError, decode
from user_activity.models import DeadLetter, StreamProgress
from user_activity.storing.dead_letters import letter_of_entry
from user_activity.storing.winning import won_entries
from user_activity.stream import Entry, Reader
from user_activity.writer import Batch, batch_of, place_batch

logger = logging.getLogger("user_activity")

BATCH_EVENTS = 10_000
READ_ENTRIES = 1_000  # At a time: of 500 events each they fill some 200 MB.
CLAIM_IDLE_SECONDS = 15.0  # Claimed from a writer that is merely slow, they are stored once.
AWAY = (OperationalError, InterfaceError)
PAUSES_SECONDS = (0.1, 0.5, 2.0)


@dataclass
class Taken:
    """Entries, and the checked rows of those that can be read."""

    entries: list[Entry]
    batch: Batch = field(default_factory=Batch)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Rows are many and hold no cycles: looking through them is a quarter of the decoding."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@without_garbage_collection()
def drain(*, budget_seconds: float = 10.0) -> int:
    """Store what the stream holds, until it is empty or the budget is spent; how many events.

    Raises RedisError, and OperationalError once the retries are spent; what was taken by then
    waits to be claimed.
    """
    deadline = time.monotonic() + budget_seconds
    connection.ensure_connection()  # Without a place to put it, nothing is taken.
    stream.beat()
    reader = Reader()
    reader.prepare()
    events = 0
    with ThreadPoolExecutor(1, thread_name_prefix="take") as ahead:
        coming = ahead.submit(_take, reader)
        while (taken := coming.result()).entries:
            in_time = time.monotonic() < deadline
            coming = ahead.submit(_take, reader) if in_time else ahead.submit(Taken, [])
            _store_patiently(taken)
            reader.acknowledge(taken.entries)
            events += sum(entry.events for entry in taken.entries)
    reader.close()
    _note_progress()
    return events


def _take(reader: Reader) -> Taken:
    """The next entries, about a batch of events; those that a dead writer left come first."""
    entries = reader.claim(READ_ENTRIES, idle_seconds=CLAIM_IDLE_SECONDS)
    events = sum(entry.events for entry in entries)
    asked = 20  # Which is a batch where the entries are as large as they get.
    while events < BATCH_EVENTS:
        found = reader.read(asked)
        entries += found
        events += sum(entry.events for entry in found)
        if len(found) < asked:
            break
        asked = min(READ_ENTRIES, max(1, (BATCH_EVENTS - events) * len(entries) // max(events, 1)))
    return Taken(entries, _batch(entries))


def _batch(entries: list[Entry]) -> Batch:
    rows: list[Row] = []
    letters: list[DeadLetter] = []
    for entry in entries:
        try:
            rows += _rows(entry)
        except UnreadableError as error:
            letters.append(letter_of_entry(entry, str(error)))
    batch = batch_of(rows, look_up=enrichment.enrich)
    batch.letters += letters
    return batch


def _rows(entry: Entry) -> list[Row]:
    if entry.version != VERSION:
        raise UnreadableError(f"version {entry.version}, not {VERSION}")
    return decode(entry.payload)


def _store_patiently(taken: Taken) -> None:
    """Try again what may go away by itself: a lost connection, a deadlock, a server that starts."""
    for pause_seconds in PAUSES_SECONDS:
        try:
            return _store(taken)
        except AWAY as error:
            logger.warning("batch not stored yet", extra={"error": str(error).strip()})
            connection.close()
            time.sleep(pause_seconds)
    return _store(taken)


def _store(taken: Taken) -> None:
    with transaction.atomic():
        won = won_entries(entry.id for entry in taken.entries)
        fresh = [entry for entry in taken.entries if entry.id in won]
        batch = taken.batch if len(fresh) == len(taken.entries) else _batch(fresh)
        place_batch(batch, {})


def _note_progress() -> None:
    """All that was appended before the oldest entry that is still there has been stored."""
    now = clock.now()
    StreamProgress.objects.update_or_create(
        stream=stream.STREAM, defaults={"drained_at": stream.oldest_at() or now}
    )
