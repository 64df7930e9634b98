"""Counters of what capture did and could not do."""

from prometheus_client import Counter

LOST = Counter("ooumph_events_lost", "Events that no durable place took.", ["reason"])
REFUSED = Counter("ooumph_events_refused", "Events not recorded, by reason.", ["reason"])
LOOKUPS_FAILED = Counter(
    "ooumph_graph_lookups_failed", "Guarded graph look-ups that failed, by reason.", ["reason"]
)
