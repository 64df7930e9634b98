"""Who was active in each period of a range, and how that compares with the period before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.models import NEVER
from analytics.periods import Period
from analytics.reach import Span
from analytics.statements import fetch
from ooumph.ranges import DayRange

# Each member who was active in a span is counted once, by the active day before the span.
BY_DAY_BEFORE = """
    SELECT place, since, sum(changed)
    FROM unnest(%(places)s::int[], %(firsts)s::date[], %(lasts)s::date[])
         AS span (place, first, last)
    CROSS JOIN LATERAL (
        SELECT since, changed
        FROM platform_reach
        WHERE subject = 'active' AND starts_on BETWEEN first AND last AND since < first
    ) AS moved
    GROUP BY place, since
"""


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """`new` + `returning` + `resurrected` are all who were active; `dormant` were so in the period
    before and are not, None where the period is not whole or not over."""

    new: int = 0
    returning: int = 0
    resurrected: int = 0
    dormant: int | None = None

    @property
    def active(self) -> int:
        return self.new + self.returning + self.resurrected


def spans_of(period: Period, days: DayRange) -> dict[date, Span]:
    """The periods that hold a day of the range, by their first day: their days within it."""
    return {
        start: (max(start, days.first), min(_last_of(period, start), days.last))
        for start in period.starts(days.first, days.last)
    }


def life_cycles(period: Period, days: DayRange, today: date) -> dict[date, LifeCycle]:
    """Of each period of the range, in one query."""
    spans = spans_of(period, days)
    starts = list(spans)
    before = period.start(starts[0] - timedelta(days=1))
    whole = [(start, _last_of(period, start)) for start in [before, starts[0]]]
    counted = _by_day_before([*whole, *spans.values()])
    # How many were active in the whole of the period before each.
    active = [sum(counts.values()) for counts in (*counted[:2], *counted[3:])]
    found = {}
    for n, (start, span) in enumerate(spans.items()):
        cycle = _life_cycle(counted[n + 2], previous=[before, *starts][n])
        if span == (start, _last_of(period, start)) and span[1] < today:
            cycle = replace(cycle, dormant=active[n] - cycle.returning)
        found[start] = cycle
    return found


def _life_cycle(counts: dict[date, int], *, previous: date) -> LifeCycle:
    new = counts.get(NEVER, 0)
    returning = sum(count for since, count in counts.items() if since >= previous)
    return LifeCycle(new, returning, sum(counts.values()) - new - returning)


def _by_day_before(spans: Sequence[Span]) -> list[dict[date, int]]:
    firsts, lasts = zip(*spans, strict=True)
    values = {"places": list(range(len(spans))), "firsts": list(firsts), "lasts": list(lasts)}
    found: list[dict[date, int]] = [{} for _ in spans]
    for place, since, count in fetch(BY_DAY_BEFORE, values):
        found[place][since] = int(count)
    return found


def _last_of(period: Period, start: date) -> date:
    return period.after(start) - timedelta(days=1)
