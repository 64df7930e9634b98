"""A day of the graph against the rows, and what is missing put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from analytics.reconciling.kinds import KINDS, Kind
from analytics.reconciling.recorded import Recorded, Row, acts_at, recorded
from analytics.reconciling.refusals import Refusals
from analytics.reconciling.things import Thing, things
from ooumph.ids import derived_id
from user_activity.collecting import collecting, flush, queue
from user_activity.context import Actor, acting_as
from user_activity.events import Event
from user_activity.vocabulary import Source

BACKFILL = Actor(source=Source.BACKFILL)
KEYS_TOLD = 20


@dataclass(slots=True)
class Compared:
    """A kind's things of a day. Each is tracked (capture recorded all its rows), backfilled (some
    of them came by a backfill), missing (some are not there) or refused (by its member's consent,
    and so not of those that are counted). `keys` are the first of the missing ones."""

    kind: str
    tracked: int = 0
    backfilled: int = 0
    missing: int = 0
    refused: int = 0
    missing_rows: int = 0
    keys: list[str] = field(default_factory=list)

    @property
    def things(self) -> int:
        return self.tracked + self.backfilled + self.missing

    @property
    def share(self) -> float | None:
        """Tracked ones of all that were to be; None where nothing was."""
        return self.tracked / self.things if self.things else None


def compare(begins: datetime, ends: datetime, *, backfill: bool) -> list[Compared]:
    """Every kind's things in [begins, ends), put back where `backfill`.

    Raises Unavailable while the graph is away, BufferUnavailable where nothing takes the rows;
    what was sent by then stays, and a further run sends none of it twice.
    """
    refusals = Refusals(since=begins)
    found = {kind.name: Compared(kind.name) for kind in KINDS}
    for kind in KINDS:
        for missing in _compared(kind, begins, ends, refusals, found[kind.name]):
            if backfill:
                _send(missing)
    return list(found.values())


def _compared(
    kind: Kind, begins: datetime, ends: datetime, refusals: Refusals, compared: Compared
) -> Iterator[list[Event]]:
    """Adds to `compared` and yields, a page at a time, the events that are missing."""
    with acting_as(BACKFILL):
        for page in things(kind, begins, ends):
            rows = recorded(page)
            absent = [
                event for thing in page for event in thing.events if not _row(rows, thing, event)
            ]
            kept = {event.event_id for event in refusals.without(absent)}
            missing = []
            for thing in page:
                lost = [event for event in thing.events if event.event_id in kept]
                _count(compared, thing, rows, lost)
                missing += _of_one_act(thing, rows, lost)
            yield _of_known_acts(missing)


def _row(rows: Recorded, thing: Thing, event: Event) -> Row | None:
    ids = (event.event_id, *thing.stand_ins)
    return next((rows[event.table, each] for each in ids if (event.table, each) in rows), None)


def _count(compared: Compared, thing: Thing, rows: Recorded, lost: Sequence[Event]) -> None:
    there = [row for event in thing.events if (row := _row(rows, thing, event))]
    if lost:
        compared.missing += 1
        compared.missing_rows += len(lost)
        if len(compared.keys) < KEYS_TOLD:
            compared.keys.append(thing.key)
    elif not there:
        compared.refused += bool(thing.events)
    elif any(row.is_backfilled for row in there):
        compared.backfilled += 1
    else:
        compared.tracked += 1


def _of_one_act(thing: Thing, rows: Recorded, lost: Sequence[Event]) -> list[Event]:
    """In the act whose other rows are there, else in one that every run names alike."""
    if not lost:
        return []
    first = thing.events[0]
    there = (row for event in thing.events if (row := _row(rows, thing, event)))
    known = next((row.act_id for row in there), None)
    act_id = known or derived_id("backfilled", first.user_id, first.occurred_at.isoformat())
    return [replace(event, act_id=act_id) for event in lost]


def _of_known_acts(events: Sequence[Event]) -> list[Event]:
    """Each in the act of a row that its member has at the same instant, where there is one: things
    that were done at once, such as messages read together, are one act."""
    acts = acts_at(events) if events else {}
    return [
        replace(event, act_id=acts.get((event.user_id, event.occurred_at), event.act_id))
        for event in events
    ]


def _send(events: Sequence[Event]) -> None:
    with collecting():
        queue(list(events))
        flush()
