"""`manage.py export_impressions`: impressions, features and outcomes; docs/operations.md."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analytics.feed.impressions import NotStoredError, export_impressions
from analytics.feed.outcomes import Windows
from analytics.feed.parquet import TargetError
from analytics.management.arguments import instant, target_path, whole_number
from user_activity import floors

MOST_HOURS = 366 * 24


class Command(BaseCommand):
    help = (
        "Write impressions with what was known when each was shown and what came of it to a "
        "Parquet file. Nothing from --to on is used, and a row never changes: what is not decided "
        "by then is left out. The file is whole or not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        settle = 24 * settings.ACTIVITY_LATE_WINDOW_DAYS
        add("--from", dest="begins", type=instant, required=True, help="shown at or after")
        add("--to", dest="ends", type=instant, required=True, help="decided before")
        add("--to-file", dest="target", type=target_path, required=True, metavar="FILE")
        add(
            "--window", type=whole_number(1, MOST_HOURS), default=24, metavar="HOURS",
            help="of outcomes (24)",
        )  # fmt: skip
        add(
            "--settle", type=whole_number(0, MOST_HOURS), default=settle, metavar="HOURS",
            help=f"how much later an outcome may come in: as late as clients report ({settle})",
        )  # fmt: skip

    def handle(self, *, target: Path, window: int, settle: int, **options: Any) -> None:
        if options["begins"] >= options["ends"]:
            raise CommandError("--from must be before --to.")
        windows = Windows(
            begins=options["begins"],
            ends=options["ends"],
            window=timedelta(hours=window),
            settle=timedelta(hours=settle),
        )
        floor = floors.highest()
        if floor is not None and windows.begins < floor:
            day = floor.date()
            raise CommandError(f"Rows from before {day} are gone. Begin with --from {day}.")
        try:
            rows = export_impressions(target, windows, self._tell)
        except (NotStoredError, TargetError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped; there is no file.") from error
        self.stdout.write(f"{rows:,} impressions in {target}")

    def _tell(self, done: int, total: int, rows: int, seconds: float) -> None:
        rate = rows / seconds if seconds else 0
        self.stderr.write(
            f"{done:,} of {total:,} members, {rows:,} impressions, {rate:,.0f} a second"
        )
