"""Days, weeks from Monday and calendar months: the periods that numbers are kept by."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

Span = tuple[date, date]


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

    def whole(self, start: date) -> Span:
        """The first and the last day of the period that begins on `start`."""
        return start, self.after(start) - timedelta(days=1)

    def starts(self, first: date, last: date) -> Iterator[date]:
        """The first days of the periods that hold a day of `first` to `last`, in order."""
        start = self.start(first)
        while start <= last:
            yield start
            start = self.after(start)

    def spans(self, first: date, last: date) -> dict[date, Span]:
        """The same, each with its first and last day within `first` to `last`."""
        whole = {start: self.whole(start) for start in self.starts(first, last)}
        return {start: (max(start, first), min(over, last)) for start, (_, over) in whole.items()}
