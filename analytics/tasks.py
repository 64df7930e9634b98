"""Periodic work of aggregation; what runs when is in `ooumph/schedule.py`."""

import logging

from celery import shared_task
from django.conf import settings

from analytics import checking, engine
from analytics.reconciling.days import NotComparedError, catch_up
from analytics.reconciling.findings import findings

logger = logging.getLogger("analytics")
SEVERITY = {
    checking.Level.OK: logging.INFO,
    checking.Level.WARNING: logging.WARNING,
    checking.Level.CRITICAL: logging.ERROR,
}


@shared_task
def aggregate_touched() -> int:
    """Recompute what was touched; how many batches that took."""
    return engine.run()


@shared_task
def check_analytics() -> int:
    """Compare random buckets with what they are made of; the worst level found."""
    found = checking.check()
    for finding in found:
        logger.log(SEVERITY[finding.level], "%s", finding)
    return max(finding.level for finding in found)


@shared_task
def reconcile_activity() -> int:
    """Compare the graph with the rows for the days that are over and were not compared yet, and
    record what is missing where the settings say so; how many days that were."""
    backfill = settings.ACTIVITY_RECONCILE_BACKFILL
    days = 0
    try:
        for found in catch_up(backfill=backfill):
            days += 1
            for finding in findings(found, sent=backfill):
                logger.log(SEVERITY[finding.level], "%s", finding)
    except NotComparedError as error:
        logger.error("not reconciled: %s", error)
    return days
