"""`manage.py export_feed_signals --to FILE_OR_FOLDER`: all members' signals; docs/operations.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics.feed.exporting import export_feed_signals
from analytics.feed.parquet import TargetError
from analytics.management.arguments import target_path
from ooumph.errors import Unavailable


class Command(BaseCommand):
    help = (
        "Write the feed signals of all open accounts to a Parquet file, as `feedSignals` would "
        "answer now. The file is whole or not there. Exits with 1 where it could not be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            type=target_path,
            required=True,
            help="a file, or a folder for one with its instant",
        )

    def handle(self, *, to: Path, **options: Any) -> None:
        try:
            path = export_feed_signals(to, self._tell)
        except Unavailable as error:
            raise CommandError("The graph is away, which alone knows all blocks.") from error
        except (TargetError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped; there is no file.") from error
        self.stdout.write(str(path))

    def _tell(self, done: int, total: int, seconds: float) -> None:
        rate = done / seconds if seconds else 0
        self.stderr.write(f"{done:,} of {total:,} members, {rate:,.0f} a second")
