"""Everything that runs by the clock, in one table: name -> task and when."""

from typing import Any

from celery.schedules import crontab

HOUR_SECONDS = 3600
NIGHT_HOUR_UTC = 3


def every(seconds: float, task: str) -> dict[str, Any]:
    """One row: `task` runs every `seconds`; a run that starts late by a whole period is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def nightly(minutes: int, task: str) -> dict[str, Any]:
    """One row: `task` runs so many minutes into the hour of night; a night that beat was not there
    for is made up for as soon as it is, by what its schedule file remembers."""
    night = crontab(hour=NIGHT_HOUR_UTC, minute=minutes)
    return {"task": task, "schedule": night, "options": {"expires": 12 * HOUR_SECONDS}}


BEAT_SCHEDULE = {
    "drain the stream": every(2, "user_activity.tasks.drain_stream"),
    "aggregate touched buckets": every(5, "analytics.tasks.aggregate_touched"),
    "look content up again": every(60, "user_activity.tasks.resolve_content"),
    "fold the counts of events": every(HOUR_SECONDS, "user_activity.tasks.fold_tallies"),
    "propose bots": every(HOUR_SECONDS, "account.tasks.propose_bots"),
    "make partitions ahead": every(6 * HOUR_SECONDS, "user_activity.tasks.make_partitions_ahead"),
    "prune stream records": every(6 * HOUR_SECONDS, "user_activity.tasks.prune_stream_records"),
    "prune event keys": nightly(0, "user_activity.tasks.prune_event_keys"),
    "reconcile days that are over": every(HOUR_SECONDS, "analytics.tasks.reconcile_activity"),
    "check analytics": nightly(40, "analytics.tasks.check_analytics"),
    "remove what is past retention": nightly(20, "user_activity.tasks.remove_past_retention"),
}
