"""Periodic work of aggregation; what runs when is in `ooumph/schedule.py`."""

import logging

from celery import shared_task

from analytics import checking, engine

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
    findings = checking.check()
    for finding in findings:
        logger.log(SEVERITY[finding.level], "%s", finding)
    return max(finding.level for finding in findings)
