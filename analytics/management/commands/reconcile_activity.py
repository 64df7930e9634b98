"""`manage.py reconcile_activity`: was all that members did recorded? docs/operations.md."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from analytics.checking import Level
from analytics.management.arguments import day
from analytics.reconciling.days import NotComparedError, reconcile, yesterday
from analytics.reconciling.findings import findings
from ooumph.management.failing import exits_with, first_line

NOT_COMPARED = 3  # As monitoring spells "unknown".


class Command(BaseCommand):
    help = (
        "Compare what the graph holds of a day (of the platform's zone; yesterday by default) with "
        "the rows recorded, kind by kind. Exits with 0 (all is there), 1 (something is missing), 2 "
        "(more than 1 % of a kind is) or 3 (it could not be compared)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        exits_with(parser, NOT_COMPARED)
        add = parser.add_argument
        add("--day", type=day, help="one day (YYYY-MM-DD)")
        add("--from", dest="first", type=day, help="the first day")
        add("--to", dest="last", type=day, help="the last day")
        add("--backfill", action="store_true", help="record what is missing")
        add("--dry-run", action="store_true", help="write nothing, whatever else is asked")

    def handle(self, *, backfill: bool, dry_run: bool, **options: Any) -> None:
        worst = Level.OK
        try:
            first, last = days_of(options)
            for found in reconcile(first, last, backfill=backfill, dry_run=dry_run):
                for finding in findings(found, sent=backfill and not dry_run):
                    self.stdout.write(str(finding))
                    worst = max(worst, finding.level)
        except NotComparedError as error:
            raise CommandError(str(error), returncode=NOT_COMPARED) from error
        except DatabaseError as error:
            said = f"The database failed: {first_line(error)}"
            raise CommandError(said, returncode=NOT_COMPARED) from error
        sys.exit(worst)


def days_of(options: dict[str, Any]) -> tuple[date, date]:
    """The first and the last day asked for; NotComparedError for what names none."""
    one, first, last = options["day"], options["first"], options["last"]
    if one and (first or last):
        raise NotComparedError("Give --day, or --from and --to.")
    first = one or first or last or yesterday()
    last = one or last or max(first, yesterday())
    if first > last:
        raise NotComparedError(f"{first} is after {last}.")
    return first, last
