"""Cohorts of members by the period in which they were first active, and who came back when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.freshness import AnalyticsMeta, platform_meta
from analytics.periods import Period
from analytics.statements import fetch, sql_file
from analytics.trends import Granularity
from ooumph.errors import Invalid
from ooumph.ranges import DayRange, day_range
from user_activity.zones import platform_today

MAX_COHORTS = 130  # Ten years by month, two and a half by week.


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    index: int
    period_start: date
    on: int | None
    on_share: float | None
    on_or_after: int | None
    on_or_after_share: float | None


@dataclass(frozen=True, slots=True)
class RetentionCohort:
    cohort_start: date
    size: int
    periods: list[RetentionPeriod]


@dataclass(frozen=True, slots=True)
class Retention:
    range: DayRange
    meta: AnalyticsMeta
    granularity: str
    cohorts: list[RetentionCohort]


def retention(
    *, granularity: Granularity = Granularity.WEEKLY, asked: Mapping[str, Any] | None = None
) -> Retention:
    """Of the whole weeks or months that hold a day of the range, in two queries.

    Raises Invalid for the range, for too many periods and for days as periods.
    """
    if granularity is Granularity.DAILY:
        raise Invalid("Cohorts are by week or month.", field="granularity")
    today = platform_today()
    days = day_range(asked, today=today)
    period = granularity.period
    starts = list(period.starts(days.first, days.last))
    if len(starts) > MAX_COHORTS:
        raise Invalid(f"At most {MAX_COHORTS} cohorts; ask for fewer days.", field="range")
    whole = DayRange(starts[0], period.whole(starts[-1])[1])
    meta = platform_meta(whole)
    on, latest = _counts(period, whole)
    return Retention(
        range=whole,
        meta=meta,
        granularity=granularity.value,
        cohorts=[
            _cohort(start, starts[n:], on.get(start, {}), latest.get(start, {}), period, today)
            for n, start in enumerate(starts)
        ],
    )


Counts = dict[date, dict[date, int]]


def _counts(period: Period, whole: DayRange) -> tuple[Counts, Counts]:
    """By cohort: period -> how many were active in it, and for how many it was their latest."""
    on: Counts = {}
    latest: Counts = {}
    values = {"unit": period.value, "first": whole.first, "last": whole.last}
    for cohort, start, active, for_the_last_time in fetch(sql_file("retention"), values):
        on.setdefault(cohort, {})[start] = active
        latest.setdefault(cohort, {})[start] = for_the_last_time
    return on, latest


def _cohort(
    cohort_start: date,
    starts: list[date],
    on: dict[date, int],
    latest: dict[date, int],
    period: Period,
    today: date,
) -> RetentionCohort:
    size = on.get(cohort_start, 0)
    periods = []
    for index, start in enumerate(starts):
        if period.after(start) > today:
            periods.append(RetentionPeriod(index, start, None, None, None, None))
            continue
        active = on.get(start, 0)
        after = sum(count for each, count in latest.items() if each >= start)
        share = (active / size, after / size) if size else (None, None)
        periods.append(RetentionPeriod(index, start, active, share[0], after, share[1]))
    return RetentionCohort(cohort_start, size, periods)
