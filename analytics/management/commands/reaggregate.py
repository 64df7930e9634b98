"""`manage.py reaggregate`: compute numbers again from what they are made of; docs/operations.md."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analytics import reaggregating
from analytics.management.arguments import day
from analytics.reaggregating import LEVELS, Asked, MadeFrom, RowsAreGoneError
from user_activity import floors


class Command(BaseCommand):
    help = (
        "Compute numbers again, through the queue that every change goes through. Safe to kill "
        "and to run twice. What retention has removed the rows of stays as it was counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--stat", choices=sorted(LEVELS), help="one table, and what is made from it")
        add("--from", dest="first", type=day, help="the first day (YYYY-MM-DD)")
        add("--to", dest="last", type=day, help="the last day")
        add("--member", type=int, help="one member's days alone")
        add("--dry-run", action="store_true", help="say what would be computed again")
        add("--no-wait", action="store_true", help="leave the work to the worker")

    def handle(self, *, dry_run: bool, no_wait: bool, **options: Any) -> None:
        asked = Asked(
            statistic=options["stat"],
            first=options["first"],
            last=options["last"],
            member=options["member"],
        )
        if asked.member is not None and asked.made_from is not MadeFrom.RAW:
            raise CommandError(f"{asked.statistic} is not of one member.")
        if asked.first and asked.last and asked.first > asked.last:
            raise CommandError(f"--from {asked.first} is after --to {asked.last}.")
        try:
            marks = reaggregating.mark(asked, dry_run=dry_run)
        except RowsAreGoneError as error:
            raise CommandError(str(error)) from error
        if asked.member is not None and not marks:
            raise CommandError(f"Of member {asked.member} nothing is known on these days.")
        floor = floors.first_whole_day()
        if floor and asked.made_from is MadeFrom.RAW:
            self.stdout.write(f"What lies before {floor} stays as it is: its rows are gone.")
        verb = "Would mark" if dry_run else "Marked"
        self.stdout.write(f"{verb} {marks:,} {NAMES[asked.made_from]}, from {asked.made_from}.")
        if not (dry_run or no_wait):
            reaggregating.work_off(lambda left: self.stdout.write(f"{left:,} marks wait"))
            self.stdout.write("Done.")


NAMES = {
    MadeFrom.RAW: "members' histories",
    MadeFrom.MEMBERS: "days of content",
    MadeFrom.SHARES: "days of the platform",
}
