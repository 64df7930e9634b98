"""Days, weeks from Monday and calendar months: the periods that numbers are kept by."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long a bucket is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def start(self, day: date) -> date:
        """The first day of the period that holds `day`."""
        if self is Period.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Period.MONTH else day

    def after(self, start: date) -> date:
        """The first day of the period that follows the one beginning on `start`."""
        if self is Period.MONTH:
            return date(start.year + start.month // 12, start.month % 12 + 1, 1)
        return start + timedelta(days=7 if self is Period.WEEK else 1)

    def starts(self, first: date, last: date) -> Iterator[date]:
        """The first days of the periods that hold a day of `first` to `last`, in order."""
        start = self.start(first)
        while start <= last:
            yield start
            start = self.after(start)
