"""`manage.py export_schema`: write the schema that clients are written against."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphene_django.settings import graphene_settings


class Command(BaseCommand):
    help = "Write schema.graphql; with --check only compare it, and fail when it differs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit with 1 on a difference")

    def handle(self, *, check: bool, **_options: Any) -> None:
        path = Path(settings.BASE_DIR) / "schema.graphql"
        printed = f"{str(graphene_settings.SCHEMA).strip()}\n"
        if not check:
            path.write_text(printed)
            self.stdout.write(f"{path.name} is written.")
        elif not path.is_file() or path.read_text() != printed:
            raise CommandError(f"{path.name} differs from the code; run manage.py export_schema.")
        else:
            self.stdout.write(f"{path.name} is what the code says.")
