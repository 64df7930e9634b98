"""STORE: rows into the tables, exactly once to the row, with all that has to be known of it.

One transaction a batch: the stream's entries it came from, the client-chosen ids it won, the
rows, the marks of what must be recomputed, the dead letters, and the counts of all of these.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

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
from user_activity.copying import Marks, Placed, Prepared, copy, place, prepare
from user_activity.dead_letters import letter_of
from user_activity.events import Event
from user_activity.models import DeadLetter, DeadLetterReason, EventTally, UnresolvedContent
from user_activity.tallies import Outcome, Tally

ENTRIES_WON = """
    INSERT INTO stream_entry (milliseconds, sequence)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING
    RETURNING milliseconds, sequence
"""
KEYS_WON = """
    INSERT INTO event_key (event_id, user_id, received_at)
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING event_id::text, user_id
"""
MARK_COLUMNS = ("id", "user_id", "first_at", "last_at", "received_at")
TRY_LATER_SECONDS = 60


LookUp = Callable[[Sequence[Row]], Sequence[Row]]


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
    with transaction.atomic():
        return place_batch(batch_of(rows_of(events), look_up=enrichment.postpone), tallies or {})


def won_entries(ids: Iterable[str]) -> set[str]:
    """Those of the stream's entries that were not stored before, which they are from here on.

    Belongs in the transaction that stores what they hold: another writer that has the same entry
    waits here until it has ended.
    """
    parts = sorted(entry.split("-") for entry in ids)
    if _all_new("stream_entry", ("milliseconds", "sequence"), parts):
        return {"-".join(part) for part in parts}
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_WON, [array(column) for column in zip(*parts, strict=True)])
        return {f"{milliseconds}-{sequence}" for milliseconds, sequence in cursor.fetchall()}


def _all_new(table: str, columns: Sequence[str], keys: Sequence[Sequence[object]]) -> bool:
    """Put the keys in their table at once; False, and nothing done, where one is there already."""
    lines = "".join(["\t".join(map(str, key)) + "\n" for key in keys])
    try:
        with transaction.atomic():
            copy(table, columns, lines.encode())
    except IntegrityError:
        return False
    return True


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
    lost = _lost_keys(batch.keyed)
    if not lost:
        return batch.prepared
    kept = [
        (each.table, [row for row in each.rows if id(row) not in lost]) for each in batch.prepared
    ]
    return [prepare(table, rows) for table, rows in kept if rows]


def _without_keys(row: Row) -> Row:
    """A row that has won its keys: whoever stores it later shall not find them taken."""
    return [row[TABLE], None, *row[EVENT_ID:]]


def _lost_keys(rows: Sequence[Row]) -> set[int]:
    """The identities of those of `rows` whose act was not the first to use each of their keys;
    the rows of one act share theirs."""
    received = {
        (key, row[USER_ID]): row[RECEIVED_AT] for row in reversed(rows) for key in row[KEYS]
    }
    wanted = [(*each, received[each]) for each in sorted(received)]  # Two batches wait in turn.
    if _all_new("event_key", ("event_id", "user_id", "received_at"), wanted):
        won = set(received)
    else:
        with connection.cursor() as cursor:
            cursor.execute(KEYS_WON, [array(column) for column in zip(*wanted, strict=True)])
            won = set(cursor.fetchall())
    claimed: dict[tuple[str, int], str] = {}
    return {
        id(row)
        for row in rows
        if not all(
            (key, row[USER_ID]) in won
            and claimed.setdefault((key, row[USER_ID]), row[ACT_ID]) == row[ACT_ID]
            for key in row[KEYS]
        )
    }


def array(values: Iterable[object]) -> str:
    """An array literal of values whose text needs no quotes: thousands are parsed much faster."""
    return "{" + ",".join(map(str, values)) + "}"


def _mark(marks: Marks) -> None:
    if marks:
        lines = [
            f"{new_id()}\t{user_id}\t{first}\t{last}\t{received}\n"
            for (user_id, _), (first, last, received) in marks.items()
        ]
        copy("touched_member", MARK_COLUMNS, "".join(lines).encode())


def _postpone(rows: Sequence[Row]) -> None:
    """Look the content of these up later."""
    try_after = clock.now() + timedelta(seconds=TRY_LATER_SECONDS)
    UnresolvedContent.objects.bulk_create(
        [
            UnresolvedContent(
                event_id=row[EVENT_ID],
                user_id=row[USER_ID],
                occurred_at=row[OCCURRED_AT],
                try_after=try_after,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def _count(tallies: Mapping[Tally, int], letters: Sequence[DeadLetter]) -> None:
    counted: Counter[Tally] = Counter(tallies)
    for letter in letters:
        counted[Tally(Outcome.DEAD_LETTER, letter.kind, letter.reason)] += letter.events
    now = clock.now()
    EventTally.objects.bulk_create(
        EventTally(
            id=new_id(),
            counted_at=now,
            outcome=tally.outcome,
            kind=tally.kind,
            reason=tally.reason,
            events=events,
        )
        for tally, events in counted.items()
        if events
    )
