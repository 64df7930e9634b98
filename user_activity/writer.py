"""STORE: rows into the tables, exactly once to the row, with all that has to be known of it.

One transaction a batch: the stream's entries it came from, the client-chosen ids it won, the
rows, the marks of what must be recomputed, the dead letters, and the counts of all of these.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from ooumph import clock
from ooumph.ids import new_id
from user_activity import enrichment
from user_activity.codec import (
    ACT_ID,
    EVENT_ID,
    KEYS,
    OCCURRED_AT,
    RECEIVED_AT,
    TABLE,
    USER_ID,
    BadRowError,
    Row,
    check,
    rows_of,
)
from user_activity.events import Event
from user_activity.models import DeadLetter, DeadLetterReason, UnresolvedContent
from user_activity.storing.copying import Marks, Placed, Prepared, copy, place, prepare
from user_activity.storing.dead_letters import letter_of
from user_activity.storing.inserting import Insertion, insert, insertion
from user_activity.storing.sending import send
from user_activity.storing.winning import KEY_COLUMNS, lost_keys
from user_activity.tallies import Outcome, Tally

TALLY_COLUMNS = ("id", "counted_at", "outcome", "kind", "reason", "events")
AT_ONCE_EVENTS = 50  # What a request leaves; from a few hundred on COPY is quicker.
MARK_COLUMNS = ("id", "user_id", "first_at", "last_at", "received_at")
UNRESOLVED_COLUMNS = ("event_id", "user_id", "occurred_at", "try_after", "attempts")
TRY_LATER_SECONDS = 60

logger = logging.getLogger("user_activity")

LookUp = Callable[[Sequence[Row]], Sequence[Row]]
Way = Callable[[Insertion], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows a batch left, how many events were there already, and why others are bad."""

    rows: int
    duplicates: int
    bad: tuple[str, ...] = ()


@dataclass
class Batch:
    """Checked rows, by table and ready for COPY.

    `keyed`: those with client-chosen ids, as they came. `unresolved`: those whose content is to
    be looked up again. `letters`: what was found bad.
    """

    prepared: list[Prepared] = field(default_factory=list)
    keyed: list[Row] = field(default_factory=list)
    unresolved: Sequence[Row] = ()
    letters: list[DeadLetter] = field(default_factory=list)


def batch_of(rows: Iterable[Row], *, look_up: LookUp) -> Batch:
    """Check the rows, complete them by `look_up`, and make them ready."""
    batch = Batch()
    checked: list[Row] = []
    for row in rows:
        try:
            check(row)
        except BadRowError as error:
            batch.letters.append(letter_of(row, DeadLetterReason.INVALID, str(error)))
        else:
            checked.append(row)
    batch.unresolved = look_up(checked)
    by_table: tuple[list[Row], ...] = ([], [], [])
    for row in checked:
        by_table[row[TABLE]].append(row)
    batch.keyed = [row for row in checked if row[KEYS]]
    batch.prepared = [prepare(table, rows) for table, rows in enumerate(by_table) if rows]
    return batch


def store(events: Sequence[Event], tallies: Mapping[Tally, int] | None = None) -> Stored:
    """Store `events` in one transaction, and count `tallies` with them; storing one again changes
    nothing.

    The path of a request without the stream, and of imports: nothing is looked up in the graph.
    """
    return _begin(events, tallies or {}, _insert_here)()


def begin(events: Sequence[Event], tallies: Mapping[Tally, int]) -> Callable[[], Stored]:
    """As `store`, and a few are sent at once, but in a transaction, whose own they are; what is
    returned waits until it is done."""
    return _begin(events, tallies, _insert_here if connection.in_atomic_block else send)


def _begin(events: Sequence[Event], tallies: Mapping[Tally, int], way: Way) -> Callable[[], Stored]:
    """`way`: how a few are inserted of which all is new."""
    batch = batch_of(rows_of(events), look_up=enrichment.postpone)
    inserted = _begin_insert(batch, tallies, way) if len(events) <= AT_ONCE_EVENTS else None

    def finish() -> Stored:
        if inserted is not None:
            try:
                return inserted()
            except (IntegrityError, DataError):
                logger.debug("something is there already, or is bad")
        with transaction.atomic():
            return place_batch(batch, tallies)

    return finish


def _begin_insert(
    batch: Batch, tallies: Mapping[Tally, int], way: Way
) -> Callable[[], Stored] | None:
    """Store a batch of which all is new and good: what is returned raises IntegrityError or
    DataError where it is not. None for a batch that is not simple enough."""
    if batch.letters or len({row[ACT_ID] for row in batch.keyed}) > 1:
        return None
    keys = {(key, row[USER_ID], row[RECEIVED_AT]) for row in batch.keyed for key in row[KEYS]}
    placed = Placed()
    for each in batch.prepared:
        placed.add(Placed(each.kinds, each.marks))
    counted = {**tallies, **{Tally(Outcome.STORED, kind): n for kind, n in placed.stored.items()}}
    rows = insertion(
        batch.prepared,
        ("event_key", KEY_COLUMNS, sorted(keys)),
        ("touched_member", MARK_COLUMNS, _mark_lines(placed.marks)),
        ("event_tally", TALLY_COLUMNS, _tally_lines(counted)),
        ("unresolved_content", UNRESOLVED_COLUMNS, _unresolved_lines(batch.unresolved)),
    )
    wait = way(rows) if rows else None

    def finish() -> Stored:
        if wait is not None:
            wait()
        return Stored(placed.stored.total(), 0)

    return finish


def _insert_here(rows: Insertion) -> Callable[[], None]:
    return transaction.atomic(partial(insert, rows))


def place_batch(batch: Batch, tallies: Mapping[Tally, int]) -> Stored:
    """Store a batch in the transaction that is open."""
    asked: Counter[str] = Counter()
    for prepared in batch.prepared:
        asked.update(prepared.kinds)
    placed = Placed()
    for prepared in _without_lost_keys(batch):
        placed.add(place(prepared))
    refused = [
        letter_of(_without_keys(row), DeadLetterReason.REFUSED, why) for row, why in placed.bad
    ]
    bad = Counter(letter.kind for letter in refused)
    duplicates = asked - placed.stored - bad
    letters = batch.letters + refused
    DeadLetter.objects.bulk_create(letters)
    _mark(placed.marks)
    unstored = {id(row) for row, _ in placed.bad}
    _postpone([row for row in batch.unresolved if id(row) not in unstored])
    _count(
        {
            **tallies,
            **{Tally(Outcome.STORED, kind): n for kind, n in placed.stored.items()},
            **{Tally(Outcome.DUPLICATE, kind): n for kind, n in duplicates.items()},
        },
        letters,
    )
    return Stored(placed.stored.total(), duplicates.total(), tuple(each.error for each in letters))


def _without_lost_keys(batch: Batch) -> list[Prepared]:
    """The batch without the rows one of whose client-chosen ids its member has used before."""
    if not batch.keyed:
        return batch.prepared
    lost = lost_keys(batch.keyed)
    if not lost:
        return batch.prepared
    kept = [
        (each.table, [row for row in each.rows if id(row) not in lost]) for each in batch.prepared
    ]
    return [prepare(table, rows) for table, rows in kept if rows]


def _without_keys(row: Row) -> Row:
    """A row that has won its keys: whoever stores it later shall not find them taken."""
    return [row[TABLE], None, *row[EVENT_ID:]]


def _mark(marks: Marks) -> None:
    if marks:
        lines = ["\t".join(map(str, line)) + "\n" for line in _mark_lines(marks)]
        copy("touched_member", MARK_COLUMNS, "".join(lines).encode())


def _mark_lines(marks: Marks) -> list[tuple[str, int, str, str, str]]:
    return [(str(new_id()), user_id, *mark) for (user_id, _), mark in marks.items()]


def _postpone(rows: Sequence[Row]) -> None:
    """Look the content of these up later."""
    UnresolvedContent.objects.bulk_create(
        [
            UnresolvedContent(**dict(zip(UNRESOLVED_COLUMNS, line, strict=True)))
            for line in _unresolved_lines(rows)
        ],
        ignore_conflicts=True,
    )


def _unresolved_lines(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    try_after = clock.now() + timedelta(seconds=TRY_LATER_SECONDS)
    return [(row[EVENT_ID], row[USER_ID], row[OCCURRED_AT], try_after, 1) for row in rows]


def _count(tallies: Mapping[Tally, int], letters: Sequence[DeadLetter]) -> None:
    counted: Counter[Tally] = Counter(tallies)
    for letter in letters:
        counted[Tally(Outcome.DEAD_LETTER, letter.kind, letter.reason)] += letter.events
    rows = insertion((), ("event_tally", TALLY_COLUMNS, _tally_lines(counted)))
    if rows:
        insert(rows)


def _tally_lines(tallies: Mapping[Tally, int]) -> list[tuple[Any, ...]]:
    now = clock.now()
    return [(str(new_id()), now, *tally, events) for tally, events in tallies.items() if events]
