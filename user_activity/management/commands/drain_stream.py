"""`manage.py drain_stream`: what the worker does, without Celery; docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand

from user_activity.storing.drain import drain


class Command(BaseCommand):
    help = (
        "Store what waits in the stream, as the worker does every two seconds. For when Celery "
        "does not run, as with a Redis that is full. Safe beside workers, to run twice, or to kill."
    )

    def handle(self, **options: Any) -> None:
        stored = 0
        while events := drain():
            stored += events
        self.stdout.write(f"Stored: {stored:,} events.")
