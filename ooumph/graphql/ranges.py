"""Ranges of days as clients write them; what they mean is in `ooumph/ranges.py`."""

from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.inputs import Choice, Day, InputObject
from ooumph.ranges import RelativeRange

RelativeRangeEnum = graphql_enum(
    "RelativeRange",
    {each.name.lower(): f"{each.value} days that end today" for each in RelativeRange},
)


class DateRangeInput(InputObject):
    """Inclusive days in the zone that `meta.timezone` names: `from` and `to`, or `last`."""

    from_ = Day(name="from", description="Left out: 30 days that end with `to`.")
    to = Day(description="Left out: today.")
    last = Choice(RelativeRangeEnum, description="Instead of `from` and `to`.")
