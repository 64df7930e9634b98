"""What members did to pieces of content over a range of days."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.scoring import (
    CONTENT_TREND_HALF_LIFE_HOURS,
    CONTENT_TREND_MEMBERS,
    content_score,
    decayed,
)
from analytics.statements import fetch, parameters, sql_file
from ooumph import clock
from ooumph.ranges import DayRange
from user_activity.zones import platform_today, platform_zone

TREND_HALF_LIVES = 60  # Of what is older not a millionth is left.


class Item(NamedTuple):
    """Names a piece of content."""

    content_type: str
    content_id: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one piece of content, or of many as sums, over a range; bots and staff left out.

    `trend_millionths` as of the end of the range's last day, or of today when that is earlier.
    """

    views: int = 0
    unique_viewers: int = 0
    likes: int = 0
    reactions: int = 0
    comments: int = 0
    shares: int = 0
    saves: int = 0
    shown: int = 0
    engaged: int = 0
    visits: int = 0
    time_spent_ms: int = 0
    depth_visits: int = 0
    depth_sum: Decimal = Decimal(0)
    trend_millionths: int = 0

    @property
    def engagement_rate(self) -> float | None:
        return self.engaged / self.shown if self.shown else None

    @property
    def average_time_spent_ms(self) -> float | None:
        return self.time_spent_ms / self.visits if self.visits else None

    @property
    def average_scroll_depth(self) -> float | None:
        return float(self.depth_sum / self.depth_visits) if self.depth_visits else None

    @property
    def engagement_score(self) -> float:
        return content_score(
            viewers=self.unique_viewers,
            likes=self.likes,
            reactions=self.reactions,
            comments=self.comments,
            shares=self.shares,
            saves=self.saves,
        )


def figures_of(items: Collection[Item], days: DayRange) -> dict[Item, Figures]:
    """Of each of `items`, in one query."""
    types, ids = zip(*items, strict=True) if items else ((), ())
    values = range_values(days, types=list(types), ids=list(ids))
    return {
        Item(content_type, content_id): Figures(*counted)
        for content_type, content_id, *counted in fetch(sql_file("item_figures"), values)
    }


def range_values(days: DayRange, **more: Any) -> dict[str, Any]:
    """What the statements on a range of content's days refer to."""
    until = trend_until(days)
    decay = trend_decay(until, platform_zone())
    return parameters(first=days.first, last=days.last, until=until, trend_decay=decay, **more)


def trend_until(days: DayRange) -> date:
    """The last day of the range that has begun."""
    return min(days.last, platform_today())


@lru_cache(maxsize=64)
def trend_decay(until: date, zone: ZoneInfo) -> list[float]:
    """What is left at the end of a day of what there was at the end of that day, of the one before,
    and so on: as far back as it matters. Days of a change of clocks are longer and shorter."""
    count = -(-TREND_HALF_LIVES * CONTENT_TREND_HALF_LIFE_HOURS // 24)
    ends = [_end_of(until - timedelta(days=n), zone) for n in range(count)]
    return [
        decayed(1, (ends[0] - end).total_seconds(), CONTENT_TREND_HALF_LIFE_HOURS) for end in ends
    ]


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def trending_score(figures: Figures, days: DayRange) -> float | None:
    """What of it is left now, or at the range's end; None for fewer than five viewers."""
    if figures.unique_viewers < CONTENT_TREND_MEMBERS:
        return None
    ends_at = _end_of(trend_until(days), platform_zone())
    age_seconds = (min(clock.now(), ends_at) - ends_at).total_seconds()
    return decayed(figures.trend_millionths / 1_000_000, age_seconds, CONTENT_TREND_HALF_LIFE_HOURS)


def total(all_figures: Iterable[Figures]) -> Figures:
    """The sums of each."""
    names = [field.name for field in fields(Figures)]
    rows = [[getattr(each, name) for name in names] for each in all_figures]
    return Figures(*(sum(column) for column in zip(*rows, strict=True)))
