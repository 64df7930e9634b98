"""Everything that runs by the clock, in one table: name -> task and period in seconds."""

from typing import Any


def every(seconds: float, task: str) -> dict[str, Any]:
    """One row: `task` runs every `seconds`; a run that starts late by a whole period is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


BEAT_SCHEDULE = {
    "drain the stream": every(2, "user_activity.tasks.drain_stream"),
    "aggregate touched buckets": every(5, "analytics.tasks.aggregate_touched"),
    "look content up again": every(60, "user_activity.tasks.resolve_content"),
    "fold the counts of events": every(3600, "user_activity.tasks.fold_tallies"),
    "propose bots": every(3600, "account.tasks.propose_bots"),
    "make partitions ahead": every(6 * 3600, "user_activity.tasks.make_partitions_ahead"),
    "prune stream records": every(6 * 3600, "user_activity.tasks.prune_stream_records"),
    "prune event keys": every(24 * 3600, "user_activity.tasks.prune_event_keys"),
    "reconcile days that are over": every(3600, "analytics.tasks.reconcile_activity"),
    "check analytics": every(24 * 3600, "analytics.tasks.check_analytics"),
    "remove what is past retention": every(24 * 3600, "user_activity.tasks.remove_past_retention"),
}
