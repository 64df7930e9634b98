"""Whose numbers, over which days, a query asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from account.models import User
from ooumph import clock
from ooumph.ranges import DayRange, day_range
from user_activity.selectors import instants_of, member_for
from user_activity.zones import platform_today, platform_zone, zone_of


@dataclass(frozen=True, slots=True)
class Subject:
    """A member and the days that were asked for, cut in the member's zone."""

    member: User
    zone: ZoneInfo
    days: DayRange
    now: datetime

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """When the first day begins and when the last one is over."""
        return instants_of(self.days.first, self.days.last, self.zone)

    @property
    def platform_days(self) -> tuple[date, date]:
        """The first and the last of the platform's days that hold an instant of the range."""
        begins, ends = (instant.astimezone(platform_zone()) for instant in self.instants)
        return begins.date(), (ends - timedelta(microseconds=1)).date()

    @property
    def values(self) -> dict[str, Any]:
        """What statements refer to: the member, and the range in instants and platform days."""
        begins, ends = self.instants
        first_day, last_day = self.platform_days
        return {
            "user": self.member.pk,
            "begins": begins,
            "ends": ends,
            "first_day": first_day,
            "last_day": last_day,
        }

    @property
    def today(self) -> date:
        """In the member's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def as_of(self) -> date:
        """The last day of the range that has begun."""
        return min(self.days.last, self.today)


def subject_of(
    *, viewer: User, user_id: str | None = None, asked: Mapping[str, Any] | None = None
) -> Subject:
    """Oneself, or for staff anyone; raises Forbidden, NotFound, or Invalid for the range."""
    member = member_for(viewer=viewer, user_id=user_id)
    zone, now = zone_of(member), clock.now()
    return Subject(member, zone, day_range(asked, today=now.astimezone(zone).date()), now)


def platform_range(asked: Mapping[str, Any] | None) -> DayRange:
    """The days that were asked for, of the platform's; raises Invalid."""
    return day_range(asked, today=platform_today())
