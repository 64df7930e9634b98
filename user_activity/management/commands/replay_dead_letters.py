"""`manage.py replay_dead_letters [--reason …] [--dry-run]`: docs/operations.md."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from user_activity.models import DeadLetterReason
from user_activity.storing.replaying import replay, waiting


class Command(BaseCommand):
    help = (
        "Try the dead letters again, oldest first. Safe to run twice: what is stored already is "
        "not stored again. Ends with 1 when letters are left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--reason", choices=DeadLetterReason.values, help="only those that failed for this")
        add("--dry-run", action="store_true", help="say how many wait, and replay none")

    def handle(self, *, reason: str | None, dry_run: bool, **options: Any) -> None:
        letters = waiting(reason)
        if dry_run:
            counts = Counter(letters.values_list("reason", flat=True))
            self.stdout.write(f"Waiting: {counts.total():,}.")
            for name, number in counts.most_common():
                self.stdout.write(f"  {number:,} x {DeadLetterReason(name).label}")
            return
        outcomes = Counter(replay(each) for each in letters.values_list("id", flat=True).iterator())
        self.stdout.write(f"Replayed: {outcomes[True]:,}; left: {outcomes[False]:,}.")
        if outcomes[False]:
            raise CommandError("Some letters are left; each says why in the admin.")
