"""What clients report about content is completed from the graph: when it is stored, or later."""

from user_activity.enrichment.completing import as_reported, enrich, postpone

__all__ = ["as_reported", "enrich", "postpone"]
