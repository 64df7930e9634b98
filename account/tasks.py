"""Periodic work on accounts; what runs when is in `ooumph/schedule.py`."""

from celery import shared_task

from account import bots


@shared_task
def propose_bots() -> int:
    """Propose accounts that act by a bot's user agent; how many are new."""
    return bots.propose_bots()
