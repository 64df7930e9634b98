"""Periodic work of aggregation; what runs when is in `ooumph/schedule.py`."""

from celery import shared_task

from analytics import engine


@shared_task
def aggregate_touched() -> int:
    """Recompute what was touched; how many batches that took."""
    return engine.run()
