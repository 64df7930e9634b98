"""How engagement develops: points by period, and where the seven-day sums are heading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any

from account.models import User
from analytics import scoring
from analytics.freshness import AnalyticsMeta, member_metas, platform_meta
from analytics.periods import Period, Span
from analytics.series import MemberSeries, PlatformSeries, Series, Totals
from analytics.subject import subject_of
from ooumph.errors import Forbidden, Invalid
from ooumph.ranges import DayRange, day_range
from user_activity.zones import platform_today

LEAD = timedelta(days=scoring.TREND_WINDOW_DAYS - 1)


class Granularity(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def period(self) -> Period:
        return {"daily": Period.DAY, "weekly": Period.WEEK, "monthly": Period.MONTH}[self.value]


class Scope(StrEnum):
    """Whose numbers."""

    MEMBER = "member"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    period_start: date
    events: int
    active_users: int
    engagement_score: float
    moving_average: float


@dataclass(frozen=True, slots=True)
class EngagementTrends:
    range: DayRange
    meta: AnalyticsMeta
    granularity: str
    points: list[TrendPoint]
    direction: str
    slope: float
    peak: TrendPoint | None
    trough: TrendPoint | None


def engagement_trends(
    *,
    viewer: User,
    user_id: str | None = None,
    scope: Scope = Scope.MEMBER,
    granularity: Granularity = Granularity.DAILY,
    asked: Mapping[str, Any] | None = None,
) -> EngagementTrends:
    """One's own, or for staff anyone's and the platform's, in at most six queries.

    Raises Forbidden, NotFound, or Invalid for the range or a member of the platform.
    """
    if scope is Scope.PLATFORM:
        return _platform(viewer, user_id, granularity, asked)
    subject = subject_of(viewer=viewer, user_id=user_id, asked=asked)
    meta = member_metas(subject.member.pk, subject.zone, [subject.days])[0]
    series = MemberSeries(subject.member.pk)
    return _trends(series, subject.days, granularity, meta, subject.today)


def _platform(
    viewer: User, user_id: str | None, granularity: Granularity, asked: Mapping[str, Any] | None
) -> EngagementTrends:
    if not viewer.is_staff:
        raise Forbidden("The platform's numbers are for staff.", field="scope")
    if user_id is not None:
        raise Invalid("The platform's numbers are not of one member.", field="userId")
    today = platform_today()
    days = day_range(asked, today=today)
    return _trends(PlatformSeries(), days, granularity, platform_meta(days), today)


def _trends(
    series: Series, days: DayRange, granularity: Granularity, meta: AnalyticsMeta, today: date
) -> EngagementTrends:
    by_day = series.totals(Period.DAY, days.first - LEAD, days.last)
    totals = _by_period(series, days, granularity.period, by_day)
    points = _points(totals, scoring.MOVING_AVERAGE_PERIODS[granularity.value])
    sums = _weekly_sums(by_day, days, series.first_day(), today)
    return EngagementTrends(
        range=days,
        meta=meta,
        granularity=granularity.value,
        points=points,
        direction=scoring.direction(sums).value,
        slope=scoring.slope(sums),
        peak=max(points, key=lambda point: point.events) if _any_event(points) else None,
        trough=min(points, key=lambda point: point.events) if _any_event(points) else None,
    )


def _any_event(points: Sequence[TrendPoint]) -> bool:
    return any(point.events for point in points)


def _by_period(
    series: Series, days: DayRange, period: Period, by_day: Mapping[date, Totals]
) -> list[tuple[date, Totals]]:
    """Each period of the range, in order; those at its edges count their days within it."""
    if period is Period.DAY:
        return [(day, by_day.get(day, Totals())) for day in period.starts(days.first, days.last)]
    spans = period.spans(days.first, days.last)
    stored = series.totals(period, days.first, days.last)
    cut = {start: span for start, span in spans.items() if span != period.whole(start)}
    users = series.active_users(list(cut.values()), by_day)
    edges = {
        start: _sum(by_day, span)._replace(active_users=count)
        for (start, span), count in zip(cut.items(), users, strict=True)
    }
    return [(start, edges.get(start) or stored.get(start, Totals())) for start in spans]


def _sum(by_day: Mapping[date, Totals], span: Span) -> Totals:
    found = [totals for day, totals in by_day.items() if span[0] <= day <= span[1]]
    return Totals(
        events=sum(each.events for each in found),
        engagement_score=sum((each.engagement_score for each in found), Decimal(0)),
    )


def _points(totals: Sequence[tuple[date, Totals]], window: int) -> list[TrendPoint]:
    averages = scoring.moving_average([each.events for _, each in totals], window)
    return [
        TrendPoint(start, each.events, each.active_users, float(each.engagement_score), average)
        for (start, each), average in zip(totals, averages, strict=True)
    ]


def _weekly_sums(
    by_day: Mapping[date, Totals], days: DayRange, first_day: date | None, today: date
) -> list[int]:
    """The acts of the seven days that end with each day of the range.

    Left out are days that are not over, and sums that would begin before anything happened.
    """
    if first_day is None:
        return []
    first = max(days.first, first_day + LEAD)
    last = min(days.last, today - timedelta(days=1))
    events = [by_day.get(day, Totals()).events for day in Period.DAY.starts(first - LEAD, last)]
    until = [0, *accumulate(events)]
    width = scoring.TREND_WINDOW_DAYS
    return [after - before for before, after in zip(until, until[width:], strict=False)]
