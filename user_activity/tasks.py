"""Periodic work of capture and storage; what runs when is in `ooumph/schedule.py`."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from ooumph import clock
from user_activity.models import EventKey
from user_activity.partitions import ensure_current_partitions


@shared_task
def make_partitions_ahead() -> list[str]:
    """The months to come; the names of those made."""
    return ensure_current_partitions()


@shared_task
def prune_event_keys() -> int:
    """Forget client-chosen ids past the horizon; how many."""
    horizon = clock.now() - timedelta(days=settings.ACTIVITY_EVENT_KEY_DAYS)
    deleted, _ = EventKey.objects.filter(received_at__lt=horizon).delete()
    return deleted
