"""Reads a file to its end and stores its events in batches; safe to run twice, or to kill."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from django.db import transaction

from ooumph import clock
from user_activity import floors, writer
from user_activity.importing.drafts import Draft, Drafting
from user_activity.importing.errors import BadLineError, DamagedFileError
from user_activity.importing.formats import format_of
from user_activity.importing.lines import Lines, open_lines
from user_activity.importing.members import Members
from user_activity.importing.plans import Plan
from user_activity.importing.records import Record, records_of
from user_activity.partitions import ensure_partitions, month_of
from user_activity.tallies import accepted

BATCH_EVENTS = 4000


@dataclass
class Summary:
    """What an import came to."""

    events: int = 0
    stored: int = 0
    already_there: int = 0
    members_created: int = 0
    bad: Counter[str] = field(default_factory=Counter)  # By reason.


class Watcher(Protocol):
    """Is told how an import goes."""

    def bad_line(self, line: int, error: BadLineError) -> None: ...

    def progress(self, lines: int, share_read: float, bad: int) -> None: ...


@dataclass(frozen=True, kw_only=True)
class File:
    """What is read: `columns` names them where there is no header; None finds the format out."""

    path: Path
    file_format: str | None = None
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8"


class Import:
    """One run of an import; `summary` holds what it has come to, also when it is cut short."""

    def __init__(self, plan: Plan, watcher: Watcher, *, create_members: bool = False) -> None:
        self.summary = Summary()
        self._plan = plan
        self._watcher = watcher
        self._drafting = Drafting(plan)
        self._members = Members(plan.source, create=create_members)
        self._months: set[date] = set()

    def run(self, file: File) -> None:
        """Raises OSError, WrongOptionError before anything is stored, and DamagedFileError after
        what comes before the damage is stored."""
        file_format = file.file_format or format_of(file.path, file.encoding)
        wanted = {*self._plan.columns.values(), *self._plan.meta.values()}
        with open_lines(file.path, file.encoding) as lines:
            records = records_of(lines, file_format, file.columns, sorted(wanted))
            for batch in self._batches(self._drafts(records)):
                self._store(batch)
                self._tell(lines)
            self._tell(lines)

    def _tell(self, lines: Lines) -> None:
        self._watcher.progress(lines.number, lines.share_read, self.summary.bad.total())

    def _drafts(self, records: Iterable[Record]) -> Iterator[Draft]:
        now = clock.now()
        for record in records:
            try:
                yield self._drafting.draft(record, now)
            except BadLineError as bad:
                self._count_bad(record.line, bad)

    def _count_bad(self, line: int, bad: BadLineError) -> None:
        self.summary.bad[bad.reason] += 1
        self._watcher.bad_line(line, bad)

    @staticmethod
    def _batches(drafts: Iterator[Draft]) -> Iterator[list[Draft]]:
        """What comes before damage to the file is a batch too, and the error follows it."""
        batch: list[Draft] = []
        damage: DamagedFileError | None = None
        try:
            for draft in drafts:
                batch.append(draft)
                if len(batch) == BATCH_EVENTS:
                    yield batch
                    batch = []
        except DamagedFileError as error:
            damage = error
        if batch:
            yield batch
        if damage is not None:
            raise damage

    def _store(self, batch: list[Draft]) -> None:
        drafts = self._with_members(self._kept(batch))
        self._make_months({month_of(draft.occurred_at.date()) for draft in drafts})
        received_at = clock.now()
        ids = self._members.ids
        with transaction.atomic():
            drafts = self._kept(drafts)  # The floor now stays until they are stored and marked.
            events = [draft.event(self._plan, ids, received_at) for draft in drafts]
            stored = writer.store(events, accepted(events))
        self.summary.events += len(drafts)
        self.summary.stored += stored.rows
        self.summary.already_there += stored.duplicates
        self.summary.members_created = self._members.created

    def _kept(self, batch: list[Draft]) -> list[Draft]:
        """The drafts that retention keeps; the others are bad lines."""
        floor = floors.hold_for_storing()
        if floor is None:
            return batch
        for draft in batch:
            if draft.occurred_at < floor:
                reason = f"occurred_at is before {floor:%Y-%m-%d}, from when rows are kept"
                self._count_bad(draft.line, BadLineError(reason, f"{draft.occurred_at:%Y-%m-%d}"))
        return [draft for draft in batch if draft.occurred_at >= floor]

    def _with_members(self, batch: list[Draft]) -> list[Draft]:
        """The drafts whose members are ours; the others are bad lines."""
        first_seen = {
            name: draft.occurred_at for draft in reversed(batch) for name in draft.members.values()
        }
        self._members.resolve(first_seen)
        kept = []
        for draft in batch:
            try:
                self._members.check(draft.members.values())
                kept.append(draft)
            except BadLineError as bad:
                self._count_bad(draft.line, bad)
        return kept

    def _make_months(self, wanted: set[date]) -> None:
        for month in sorted(wanted - self._months):
            ensure_partitions(month, month)
            self._months.add(month)
