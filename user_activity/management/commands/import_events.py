"""`manage.py import_events FILE --kind … --map …`: history from elsewhere; docs/importing.md."""

import codecs
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from ooumph.management.failing import first_line
from user_activity.importing import fields, records, times
from user_activity.importing.errors import DamagedFileError, WrongOptionError
from user_activity.importing.importer import File, Import
from user_activity.importing.plans import names, plan_of
from user_activity.importing.progress import Progress


class Command(BaseCommand):
    help = (
        "Import history from a file of CSV, TSV, words between spaces or JSON lines, plain or "
        "gzipped. Safe to run twice, and to kill and run again: no line is counted twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("file", type=Path)
        add("--source", required=True, help="the source's name; its ids become SOURCE-ID")
        add("--kind", required=True, choices=list(fields.KINDS))
        add("--map", required=True, metavar="FIELD=COLUMN,…", help="which column is which field")
        add("--set", default="", metavar="FIELD=VALUE,…", help="fields that are always the same")
        add("--words", default="", metavar="THEIRS=OURS,…", help="what the source's words mean")
        add("--meta", default="", metavar="NAME=COLUMN,…", help="columns kept as metadata")
        add("--columns", default="", metavar="NAME,…", help="the columns of a file with no header")
        add("--format", choices=records.FORMATS, help="left out: by the file's name or content")
        add("--encoding", type=encoding, default="utf-8")
        add(
            "--time-format", default="auto", help=f"{', '.join(times.FORMATS)}, or a pattern (%%Y…)"
        )
        add("--timezone", default="UTC", help="of times that have no offset")
        add("--create-members", action="store_true", help="make the members that are not there")
        add("--strict", action="store_true", help="exit with 1 when there were bad lines")

    def handle(self, *, file: Path, source: str, strict: bool, **options: Any) -> None:
        progress = Progress(self.stderr, source)
        try:
            run = self._import(source, options, progress)
            self._run(run, file, options, progress)
        except (WrongOptionError, OSError) as error:
            raise CommandError(str(error)) from error
        if strict and run.summary.bad:
            raise CommandError("There were bad lines.")

    def _import(self, source: str, options: dict[str, Any], progress: Progress) -> Import:
        plan = plan_of(
            source=source,
            kind=options["kind"],
            columns=options["map"],
            constants=options["set"],
            words=options["words"],
            meta=options["meta"],
            time_format=options["time_format"],
            timezone=options["timezone"],
        )
        return Import(plan, progress, create_members=options["create_members"])

    def _run(self, run: Import, path: Path, options: dict[str, Any], progress: Progress) -> None:
        file = File(
            path=path,
            file_format=options["format"],
            columns=tuple(names(options["columns"])),
            encoding=options["encoding"],
        )
        try:
            run.run(file)
        except (DamagedFileError, KeyboardInterrupt, OperationalError) as error:
            said = first_line(error) if str(error) else "Stopped."
            again = f"{progress.told(run.summary)}\nRun it again to go on."
            raise CommandError(f"{said}\n{again}") from error
        finally:
            progress.close()
        self.stdout.write(progress.told(run.summary))


def encoding(name: str) -> str:
    """The name of an encoding that Python knows."""
    try:
        codecs.lookup(name)
    except LookupError:
        raise ArgumentTypeError(f"{name!r} is no encoding, such as utf-8 or latin-1") from None
    return name
