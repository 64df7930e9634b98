"""How the platform does over a range of days: its periods, its last day, sessions and content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics import reach
from analytics.behaviour.insights import SessionStatistics
from analytics.freshness import AnalyticsMeta, overview_meta
from analytics.models import PlatformDay
from analytics.periods import Period
from analytics.platform.life_cycles import LifeCycle, life_cycles
from analytics.statements import fetch
from analytics.trends import Granularity
from ooumph.ranges import DayRange, day_range
from user_activity.zones import platform_today

WEEK_DAYS, MONTH_DAYS = 7, 28
MIDDLE = """
    SELECT min(seconds) FILTER (WHERE until > %(lower)s),
           min(seconds) FILTER (WHERE until > %(upper)s)
    FROM (
        SELECT seconds, sum(sum(sessions)) OVER (ORDER BY seconds) AS until
        FROM platform_session_length
        WHERE starts_on BETWEEN %(first)s AND %(last)s
        GROUP BY seconds
    ) AS lengths
"""


@dataclass(frozen=True, slots=True)
class PlatformPoint:
    """A period; at the edges of the range, its days within it."""

    period_start: date
    active_users: int
    new_users: int
    returning_users: int
    resurrected_users: int
    dormant_users: int | None
    events: int
    sessions: int
    engagement_score: float


@dataclass(frozen=True, slots=True)
class ContentTotals:
    views: int
    viewer_item_pairs: int
    likes: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Bots and staff, of whom no other number knows."""

    active_users: int
    events: int


@dataclass(frozen=True, slots=True)
class PlatformOverview:
    range: DayRange
    meta: AnalyticsMeta
    granularity: str
    points: list[PlatformPoint]
    dau: int
    wau: int
    mau: int
    stickiness: float | None
    session_statistics: SessionStatistics
    content_totals: ContentTotals
    left_out: LeftOut


def platform_overview(
    *, granularity: Granularity = Granularity.DAILY, asked: Mapping[str, Any] | None = None
) -> PlatformOverview:
    """In six queries at most; raises Invalid for the range."""
    today = platform_today()
    days = day_range(asked, today=today)
    first = min(days.first, days.last - timedelta(days=MONTH_DAYS - 1))
    meta = overview_meta(DayRange(first, days.last))
    rows = {
        row.starts_on: row
        for row in PlatformDay.objects.filter(starts_on__range=(first, days.last))
    }
    inside = [row for on, row in rows.items() if on >= days.first]
    dau, wau, mau = _active_until(days.last)
    ends = [rows.get(days.last - timedelta(days=n)) for n in range(MONTH_DAYS)]
    mean = sum(row.active_users for row in ends if row) / MONTH_DAYS
    totals = reach.on_platform(["viewed", "liked", "left_out"], [(days.first, days.last)])[0]
    return PlatformOverview(
        range=days,
        meta=meta,
        granularity=granularity.value,
        points=_points(granularity.period, days, today, rows),
        dau=dau,
        wau=wau,
        mau=mau,
        stickiness=mean / mau if mau else None,
        session_statistics=_sessions(inside, days),
        content_totals=ContentTotals(
            sum(row.content_views for row in inside), totals["viewed"], totals["liked"]
        ),
        left_out=LeftOut(totals["left_out"], sum(row.left_out_acts for row in inside)),
    )


def _active_until(last: date) -> list[int]:
    spans = [(last - timedelta(days=days - 1), last) for days in (1, WEEK_DAYS, MONTH_DAYS)]
    return [counts["active"] for counts in reach.on_platform(["active"], spans)]


def _points(
    period: Period, days: DayRange, today: date, rows: Mapping[date, PlatformDay]
) -> list[PlatformPoint]:
    cycles = life_cycles(period, days, today)
    by_period: dict[date, list[Any]] = {start: [] for start in cycles}
    for on, row in rows.items():
        if on >= days.first:
            by_period[period.start(on)].append(row)
    return [_point(start, cycles[start], found) for start, found in by_period.items()]


def _point(start: date, cycle: LifeCycle, rows: list[PlatformDay]) -> PlatformPoint:
    return PlatformPoint(
        period_start=start,
        active_users=cycle.active,
        new_users=cycle.new,
        returning_users=cycle.returning,
        resurrected_users=cycle.resurrected,
        dormant_users=cycle.dormant,
        events=sum(row.acts for row in rows),
        sessions=sum(row.sessions for row in rows),
        engagement_score=float(sum((row.engagement_score for row in rows), Decimal(0))),
    )


def _sessions(rows: list[PlatformDay], days: DayRange) -> SessionStatistics:
    count = sum(row.sessions for row in rows)
    if not count:
        return SessionStatistics(0, None, None, None)
    return SessionStatistics(
        count=count,
        average_duration_seconds=sum(row.session_seconds for row in rows) / count,
        median_duration_seconds=_median_seconds(days, count),
        single_event_share=sum(row.single_act_sessions for row in rows) / count,
    )


def _median_seconds(days: DayRange, count: int) -> float:
    """Of so many sessions: of an even number the mean of the middle two."""
    places = {"lower": (count - 1) // 2, "upper": count // 2}
    [(lower, upper)] = fetch(MIDDLE, {"first": days.first, "last": days.last, **places})
    return float(lower + upper) / 2
