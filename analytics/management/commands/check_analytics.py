"""`manage.py check_analytics`: are the numbers right and fresh? Monitoring reads its exit code."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from analytics.checking import Level, check
from analytics.management.arguments import whole_number
from ooumph.management.failing import first_line


class Command(BaseCommand):
    help = (
        "Compute random buckets again and compare, and say how long the oldest change waits and "
        "when retention last ran. Changes nothing. Exits with 0 (ok), 1 (warning) or 2 (critical)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--buckets", type=whole_number(1, 100_000), default=50)
        parser.add_argument("--seed", type=int, help="the same buckets again")

    def handle(self, *, buckets: int, seed: int | None, **options: Any) -> None:
        try:
            findings = check(buckets=buckets, seed=seed)
        except DatabaseError as error:
            said = f"{Level.CRITICAL.name} database: {first_line(error)}"
            raise CommandError(said, returncode=Level.CRITICAL) from error
        for finding in findings:
            self.stdout.write(str(finding))
        sys.exit(max(finding.level for finding in findings))
