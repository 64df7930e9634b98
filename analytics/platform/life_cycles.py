"""Who was active in each period of a range, and how that compares with the period before."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from analytics.models import NEVER
from analytics.periods import Period, Span
from analytics.statements import fetch
from ooumph.ranges import DayRange

# Each member who was active in a span is counted once, by the active day before the span.
BY_DAY_BEFORE = """
    SELECT first, last, since, sum(changed)
    FROM unnest(%s::date[], %s::date[]) AS span (first, last)
    CROSS JOIN LATERAL (
        SELECT since, changed
        FROM platform_reach
        WHERE subject = 'active' AND starts_on BETWEEN first AND last AND since < first
    ) AS moved
    GROUP BY first, last, since
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


def life_cycles(period: Period, days: DayRange, today: date) -> dict[date, LifeCycle]:
    """Of each period of the range, in one query."""
    spans = period.spans(days.first, days.last)
    first = period.start(min(spans) - timedelta(days=1))
    previous = dict(zip(spans, [first, *spans], strict=False))
    before = {start: period.whole(previous[start]) for start in spans}
    counted = _by_day_before({*spans.values(), *before.values()})
    found = {}
    for start, span in spans.items():
        cycle = _life_cycle(counted[span], previous=previous[start])
        if span == period.whole(start) and span[1] < today:
            active_before = sum(counted[before[start]].values())
            cycle = replace(cycle, dormant=active_before - cycle.returning)
        found[start] = cycle
    return found


def _life_cycle(counts: dict[date, int], *, previous: date) -> LifeCycle:
    new = counts.get(NEVER, 0)
    returning = sum(count for since, count in counts.items() if since >= previous)
    return LifeCycle(new, returning, sum(counts.values()) - new - returning)


def _by_day_before(spans: Collection[Span]) -> dict[Span, dict[date, int]]:
    """In each span, how many were active there last on which day before it."""
    firsts, lasts = zip(*spans, strict=True)
    found: dict[Span, dict[date, int]] = {span: {} for span in spans}
    for first, last, since, count in fetch(BY_DAY_BEFORE, [list(firsts), list(lasts)]):
        found[first, last][since] = int(count)
    return found
