"""`manage.py create_demo_network`: members with habits and ninety days of history to look at."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ooumph.demo.cast import LOGIN
from ooumph.demo.network import ADMIN, ExistsError, create_network
from ooumph.errors import DomainError
from ooumph.settings import environment


class Command(BaseCommand):
    help = (
        "Create the demo network and its two logins, which are printed. The same seed gives the "
        "same history. Changes nothing where the network is there; goes on where it was stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--seed", type=int, default=1)
        add("--members", type=int, default=20)
        add("--days", type=int, default=90)
        add("--demo-password", default=environment.DEMO_PASSWORD, help="left out: random")
        add("--admin-password", default=environment.ADMIN_PASSWORD, help="left out: random")

    def handle(self, *, seed: int, members: int, days: int, **options: Any) -> None:
        if not (1 <= members <= 500 and 1 <= days <= 730):
            raise CommandError("--members from 1 to 500, --days from 1 to 730.")
        passwords = {LOGIN: options["demo_password"], ADMIN: options["admin_password"]}
        try:
            logins = create_network(
                seed=seed, members=members, days=days, passwords=passwords, progress=self._tell
            )
        except ExistsError as exists:
            self.stdout.write(str(exists))
            return
        except DomainError as error:
            raise CommandError(f"{error} Run it again to go on.") from error
        for login in logins:
            self.stdout.write(f"{login.username} / {login.password} ({login.role})")

    def _tell(self, played: int, visits: int, at: datetime) -> None:
        """On a terminal only: who reads the output wants the logins alone."""
        if sys.stderr.isatty():
            end = "\n" if played == visits else ""
            text = f"\r{at:%d %B %Y}: {played:,} of {visits:,} visits"
            self.stderr.write(text, style_func=str, ending=end)
            self.stderr.flush()
