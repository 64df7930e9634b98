"""The same numbers of a member and of the platform, by day, week and month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db import models
from django.db.models import Min

from analytics import reach
from analytics.models import (
    MemberDay,
    MemberMonth,
    MemberWeek,
    PlatformDay,
    PlatformMonth,
    PlatformWeek,
)
from analytics.periods import Period, Span


class Totals(NamedTuple):
    """What a period comes to."""

    events: int = 0
    active_users: int = 0
    engagement_score: Decimal = Decimal(0)


class Series(Protocol):
    """Each method is one query, or none."""

    def first_day(self) -> date | None:
        """The first day on which anything happened."""

    def totals(self, period: Period, first: date, last: date) -> dict[date, Totals]:
        """The periods that begin on `first` to `last` and are not empty, by their first day."""

    def active_users(self, spans: Sequence[Span], days: Mapping[date, Totals]) -> list[int]:
        """How many were active at least once within each span, of which `days` has the days."""


@dataclass(frozen=True, slots=True)
class MemberSeries:
    """One member's, in that member's zone."""

    user_id: int

    def first_day(self) -> date | None:
        return _first_day(MemberDay._default_manager.filter(user_id=self.user_id))

    def totals(self, period: Period, first: date, last: date) -> dict[date, Totals]:
        models_of: dict[Period, tuple[type[models.Model], str]] = {
            Period.DAY: (MemberDay, "active"),
            Period.WEEK: (MemberWeek, "active_days"),
            Period.MONTH: (MemberMonth, "active_days"),
        }
        model, activity = models_of[period]
        rows = model._default_manager.filter(user_id=self.user_id)
        return _totals(rows, activity, first, last, lambda active: int(bool(active)))

    def active_users(self, spans: Sequence[Span], days: Mapping[date, Totals]) -> list[int]:
        return [
            int(any(first <= day <= last and totals.active_users for day, totals in days.items()))
            for first, last in spans
        ]


class PlatformSeries:
    """Everybody's, in the platform's zone."""

    def first_day(self) -> date | None:
        return _first_day(PlatformDay._default_manager.filter(acts__gt=0))

    def totals(self, period: Period, first: date, last: date) -> dict[date, Totals]:
        models_of: dict[Period, type[models.Model]] = {
            Period.DAY: PlatformDay,
            Period.WEEK: PlatformWeek,
            Period.MONTH: PlatformMonth,
        }
        rows = models_of[period]._default_manager.all()
        return _totals(rows, "active_users", first, last, int)

    def active_users(self, spans: Sequence[Span], days: Mapping[date, Totals]) -> list[int]:
        if not spans:
            return []
        return [counts["active"] for counts in reach.on_platform(["active"], spans)]


def _first_day(rows: models.QuerySet[Any]) -> date | None:
    first: date | None = rows.aggregate(first=Min("starts_on"))["first"]
    return first


def _totals(
    rows: models.QuerySet[Any], activity: str, first: date, last: date, users: Callable[[Any], int]
) -> dict[date, Totals]:
    """`users`: how many were active, by the column `activity`."""
    found = rows.filter(starts_on__range=(first, last))
    values = found.values_list("starts_on", "acts", activity, "engagement_score")
    return {start: Totals(acts, users(active), score) for start, acts, active, score in values}
