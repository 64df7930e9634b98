"""Ranges of days live in the kit, `ooumph.graphql.ranges`: the timeline takes them too."""

from ooumph.graphql.ranges import DateRangeInput, DayRange, day_range

__all__ = ["DateRangeInput", "DayRange", "day_range"]
