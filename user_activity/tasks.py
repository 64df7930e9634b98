"""Periodic work of capture and storage; what runs when is in `ooumph/schedule.py`."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings

from ooumph import clock
from user_activity import floors, retention
from user_activity.enrichment.resolving import resolve
from user_activity.models import EventKey, StreamEntry
from user_activity.partitions import ensure_current_partitions, waiting_in_default
from user_activity.storing.drain import drain
from user_activity.stream import forget_consumers
from user_activity.tallies_store import fold_tallies as fold

logger = logging.getLogger("user_activity")


@shared_task
def drain_stream() -> int:
    """Store what waits in the stream; how many events."""
    return drain()


@shared_task
def resolve_content() -> int:
    """Look up again the content that the graph gave no answer about; the rows it answered."""
    return resolve()


@shared_task
def prune_stream_records() -> int:
    """Forget which entries were stored past the horizon, and writers that are gone; how many."""
    horizon = clock.now() - timedelta(days=settings.ACTIVITY_STREAM_ENTRY_DAYS)
    milliseconds = int(horizon.timestamp() * 1000)
    deleted, _ = StreamEntry.objects.filter(milliseconds__lt=milliseconds).delete()
    forget_consumers(idle_seconds=3600)
    return deleted


@shared_task
def make_partitions_ahead() -> list[str]:
    """The months to come; the names of those made. Rows that lie in no month are an error."""
    made = ensure_current_partitions()
    if waiting := {table: rows for table, rows in waiting_in_default().items() if rows}:
        logger.error("rows lie in no month", extra={"default_partition_rows": waiting})
    return made


@shared_task
def remove_past_retention() -> list[str]:
    """What the settings no longer keep; the tables that retention ran on."""
    try:
        runs = retention.run(floors.floors_of_settings())
    except retention.AlreadyRunningError:
        return []
    return [record.table for record in runs]


@shared_task
def fold_tallies() -> int:
    """Keep the counts of events few; how many rows were folded."""
    return fold()


@shared_task
def prune_event_keys() -> int:
    """Forget client-chosen ids past the horizon; how many."""
    horizon = clock.now() - timedelta(days=settings.ACTIVITY_EVENT_KEY_DAYS)
    deleted, _ = EventKey.objects.filter(received_at__lt=horizon).delete()
    return deleted
