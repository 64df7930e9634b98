"""The stream into the tables: take, decode, look up, store, acknowledge.

Taking and decoding the next batch goes on beside storing this one. Any number of drains may run
at once; killed at any moment, what a drain had taken is claimed by another and stored once: the
entries of a batch are recorded with its rows.
"""

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction

from ooumph import clock
from user_activity import enrichment, stream
from user_activity.codec import (
    READABLE_VERSIONS,
    VERSION,
    Row,
    UnreadableError,
    decode,
    document_bytes,
)
from user_activity.models import DeadLetter, StreamEntry, StreamProgress
from user_activity.storing.away import AWAY
from user_activity.storing.dead_letters import POISONED, letter_of_entry, said
from user_activity.storing.winning import won_entries
from user_activity.stream import Entry, Reader
from user_activity.writer import Batch, batch_of, place_batch

logger = logging.getLogger("user_activity")

BATCH_EVENTS = 10_000
BATCH_BYTES = 16 << 20  # Of JSON: four times what so many events usually take.
FIRST_ENTRIES = 20  # Which is a batch where the entries are as large as they get.
GROWTH = 2  # How many times those at hand are asked for next,
READ_ENTRIES = 200  # and how many at most, however small those before were.
CLAIM_IDLE_SECONDS = 15.0  # Claimed from a writer that is merely slow, they are stored once.
PAUSES_SECONDS = (0.1, 0.5, 2.0)


@dataclass
class Taken:
    """Entries, and the checked rows of those that can be read; None where that failed."""

    entries: list[Entry]
    batch: Batch | None = None


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

    What was read by then is stored, too. Raises RedisError, and OperationalError once the retries
    are spent; what was taken by then waits to be claimed.
    """
    deadline = time.monotonic() + budget_seconds
    connection.ensure_connection()  # Without a place to put it, nothing is taken.
    stream.beat()
    reader = Reader()
    if reader.prepare():
        _patiently(_forget_lost_stream)
    events = 0
    at_hand = AtHand()
    with ThreadPoolExecutor(1, thread_name_prefix="take") as ahead:
        coming = ahead.submit(_take, reader, at_hand)
        while (taken := coming.result()).entries:
            more = reader if time.monotonic() < deadline else None
            coming = ahead.submit(_take, more, at_hand)
            _patiently(partial(_store_by_halves, taken))
            reader.acknowledge(taken.entries)
            events += sum(entry.events for entry in taken.entries)
    reader.close()
    _patiently(_note_progress)
    return events


class AtHand:
    """What was read and is in no batch yet, each entry once, and how much it comes to."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._events = self._bytes = 0

    def fill(self, reader: Reader) -> None:
        """Up to about a batch; what a dead writer left comes first."""
        for more in (partial(reader.claim, idle_seconds=CLAIM_IDLE_SECONDS), reader.read):
            while asked := self._room():
                if self._add(more(asked)) < asked:
                    break

    def batch(self) -> list[Entry]:
        """Take off at most a batch of events, or one entry that is more."""
        entries: list[Entry] = []
        events = size = 0
        for entry in self._entries.values():
            events += entry.events
            size += document_bytes(entry.payload)
            if entries and (events > BATCH_EVENTS or size > BATCH_BYTES):
                break
            entries.append(entry)
        for entry in entries:
            self._count(self._entries.pop(entry.id), -1)
        return entries

    def _room(self) -> int:
        """How many more entries fill a batch, were they as those before; never many of unknown
        size."""
        if not self._entries:
            return FIRST_ENTRIES
        share = min(BATCH_EVENTS / max(1, self._events), BATCH_BYTES / max(1, self._bytes)) - 1
        if share <= 0:
            return 0
        held = len(self._entries)
        return max(1, min(READ_ENTRIES, GROWTH * held, int(share * held)))

    def _add(self, entries: Sequence[Entry]) -> int:
        """How many were new: what waits here for long is claimed anew."""
        new = [entry for entry in entries if entry.id not in self._entries]
        for entry in new:
            self._entries[entry.id] = entry
            self._count(entry, 1)
        return len(new)

    def _count(self, entry: Entry, sign: int) -> None:
        self._events += sign * entry.events
        self._bytes += sign * document_bytes(entry.payload)


def _take(reader: Reader | None, at_hand: AtHand) -> Taken:
    """The next batch, checked, with what is at hand filled up from the reader."""
    if reader is not None:
        at_hand.fill(reader)
    entries = at_hand.batch()
    try:
        return Taken(entries, _batch(entries))
    except (*POISONED, *AWAY):
        return Taken(entries)  # It fails again where it is tried again, or found by halving.


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
    if entry.version not in READABLE_VERSIONS:
        raise UnreadableError(f"version {entry.version}, not {VERSION}")
    return decode(entry.payload)


def _patiently(work: Callable[[], None]) -> None:
    """Try again what may go away by itself: a lost connection, a deadlock, a server that starts."""
    for pause_seconds in PAUSES_SECONDS:
        try:
            work()
            return
        except AWAY as error:
            logger.warning("not stored yet", extra={"error": str(error).strip()})
            connection.close()
            time.sleep(pause_seconds)
    work()


def _store_by_halves(taken: Taken) -> None:
    """One entry that cannot be stored, whatever is wrong with it, costs no other and stops nothing:
    it becomes a dead letter as a whole."""
    try:
        _store(taken)
        return
    except POISONED as error:
        if len(taken.entries) == 1:
            _bury(taken.entries[0], error)
            return
    middle = len(taken.entries) // 2
    for half in (taken.entries[:middle], taken.entries[middle:]):
        _store_by_halves(Taken(half))


def _bury(entry: Entry, error: Exception) -> None:
    """What was said goes into the letter: it may quote what members wrote, as no log shall."""
    extra = {"entry": entry.id, "error": type(error).__name__}
    logger.error("entry not stored", extra=extra)
    with transaction.atomic():
        if won_entries([entry.id]):
            place_batch(Batch(letters=[letter_of_entry(entry, said(error))]), {})


def _store(taken: Taken) -> None:
    with transaction.atomic():
        won = won_entries(entry.id for entry in taken.entries)
        fresh = [entry for entry in taken.entries if entry.id in won]
        checked = taken.batch if len(fresh) == len(taken.entries) else None
        place_batch(checked or _batch(fresh), {})


def _forget_lost_stream() -> None:
    """A new stream's entries are none of those that were stored from one that was lost, though a
    clock that is behind gives them the same ids."""
    StreamEntry.objects.filter(milliseconds__gte=stream.begins_at_ms()).delete()


def _note_progress() -> None:
    """All that was appended before the oldest entry that is still there has been stored."""
    now = clock.now()
    StreamProgress.objects.update_or_create(
        stream=stream.STREAM, defaults={"drained_at": stream.oldest_at() or now}
    )
