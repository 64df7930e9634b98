"""Ranges of inclusive days, as every analytics query takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, Self

from ooumph import clock
from ooumph.errors import Invalid

MAX_DAYS = 3660
# What is outside is not counted: a mistaken year must not cost a row a day.
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)


class RelativeRange(IntEnum):
    """How many days, today among them."""

    DAY = 1
    WEEK = 7
    MONTH = 30
    QUARTER = 90
    YEAR = 365


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from `first` to `last`, both in."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def previous(self) -> Self:
        """As many days that end the day before."""
        return type(self)(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


def day_range(values: Mapping[str, Any] | None, *, today: date) -> DayRange:
    """What a client asked for; no range is the last 30 days. Raises Invalid naming the field."""
    given = {name: value for name, value in (values or {}).items() if value is not None}
    for name, field in (("from_", "range.from"), ("to", "range.to")):
        if not FIRST_DAY <= given.get(name, today) <= LAST_DAY:
            raise Invalid(f"Days are from {FIRST_DAY} to {LAST_DAY}.", field=field)
    if "last" in given:
        if len(given) > 1:
            raise Invalid("Give either `last` or `from` and `to`.", field="range.last")
        return _ending(today, RelativeRange[given["last"].upper()])
    last = given.get("to", today)
    if "from_" not in given:
        return _ending(last, RelativeRange.MONTH)
    asked = DayRange(given["from_"], last)
    if asked.days < 1:
        raise Invalid("`from` must not be after `to`.", field="range.from")
    if asked.days > MAX_DAYS:
        raise Invalid(f"A range holds at most {MAX_DAYS} days.", field="range.from")
    return asked


def days_said(said: Any) -> int:
    """How many days a range holds as JSON says it: `{from, to, last}`.

    Raises what `day_range` does, or LookupError, TypeError or ValueError for what is no range.
    """
    values = dict(said or {})
    for name, key in (("from", "from_"), ("to", "to")):
        if (day := values.pop(name, None)) is not None:
            values[key] = date.fromisoformat(day)
    return day_range(values, today=clock.now().date()).days


def _ending(last: date, days: int) -> DayRange:
    return DayRange(last - timedelta(days=days - 1), last)
