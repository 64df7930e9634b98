"""`manage.py cleanup_activities [--dry-run] [--before DATE]`: retention; docs/operations.md."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from user_activity import floors, retention
from user_activity.partitions import TABLES, BusyError


class Command(BaseCommand):
    help = (
        "Remove the rows that are past retention (ACTIVITY_RETENTION_DAYS): whole months by "
        "dropping their partitions. The aggregates stay. Safe to run twice, or to kill."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--dry-run", action="store_true", help="say what would go, and remove nothing")
        add(
            "--before",
            metavar="DATE",
            help="remove what occurred before this UTC day, of all tables, whatever the settings",
        )

    def handle(self, *, dry_run: bool, before: str | None, **options: Any) -> None:
        try:
            floor_of = self._floors(before)
            if not floor_of:
                self.stdout.write("Retention is off: no table has days in the settings.")
            elif dry_run:
                self._tell_plan(retention.raised(floor_of))
            else:
                self._run(floor_of)
        except floors.FloorError as error:
            raise CommandError(f"{'--before' if before else 'Settings'}: {error}") from error
        except (
            retention.AlreadyRunningError,
            retention.NotCountedError,
            BusyError,
        ) as error:
            raise CommandError(str(error)) from error

    @staticmethod
    def _floors(before: str | None) -> dict[str, datetime]:
        if before is None:
            return floors.floors_of_settings()
        return dict.fromkeys(TABLES, floors.floor_at(day(before)))

    def _tell_plan(self, floor_of: Mapping[str, datetime]) -> None:
        pieces = retention.plan(floor_of)
        for table, at in floor_of.items():
            own = [piece for piece in pieces if piece.table == table]
            rows, size = sum(p.rows for p in own), sum(p.size_bytes for p in own)
            self.stdout.write(f"{table}: {rows:,} rows ({mebibytes(size)}) before {at:%Y-%m-%d}")
            for piece in own:
                how = "drop" if piece.whole else "delete rows of"
                told = f"{how} {piece.partition}: {piece.rows:,} rows"
                self.stdout.write(f"  {told}, {mebibytes(piece.size_bytes)}")
        self.stdout.write("Nothing was removed: this is a dry run.")

    def _run(self, floor_of: Mapping[str, datetime]) -> None:
        for record in retention.run(floor_of):
            dropped = ", ".join(record.dropped_partitions) or "no partition"
            self.stdout.write(
                f"{record.table}: of {record.eligible_rows:,} rows before "
                f"{record.floor:%Y-%m-%d}: dropped {dropped}; "
                f"deleted {record.deleted_rows:,} rows"
            )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--before: {text!r} is no day; write it as 2026-01-31.") from error


def mebibytes(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:,.1f} MiB"
