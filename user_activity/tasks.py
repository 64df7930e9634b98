"""Periodic work of capture and storage; what runs when is in `ooumph/schedule.py`."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from ooumph import clock
from user_activity.models import EventKey
from user_activity.partitions import ensure_partitions

MONTHS_AHEAD_DAYS = 92


@shared_task
def make_partitions_ahead() -> list[str]:
    """The partitions of last month to three months ahead."""
    today = clock.now().date()
    return ensure_partitions(today - timedelta(days=31), today + timedelta(days=MONTHS_AHEAD_DAYS))


@shared_task
def prune_event_keys() -> int:
    """Forget client-chosen ids past the horizon; how many."""
    horizon = clock.now() - timedelta(days=settings.ACTIVITY_EVENT_KEY_DAYS)
    deleted, _ = EventKey.objects.filter(received_at__lt=horizon).delete()
    return deleted
