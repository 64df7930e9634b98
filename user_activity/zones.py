"""In which time zone whose days are cut."""

from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from ooumph import clock


def zone_of(member: Any) -> ZoneInfo:
    """The zone in which a member's days are cut."""
    return ZoneInfo(usable(member.timezone))


def platform_zone() -> ZoneInfo:
    """The zone in which everybody's days are cut."""
    return ZoneInfo(settings.PLATFORM_TIME_ZONE)


def platform_today() -> date:
    """The day that it is there."""
    return clock.today(platform_zone())


def usable(name: str) -> str:
    """`name`, or the platform's zone where PostgreSQL does not know it: that stops the engine."""
    return name if name in known_zones() else settings.PLATFORM_TIME_ZONE


@cache
def known_zones() -> frozenset[str]:
    """The names that PostgreSQL knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        return frozenset(name for (name,) in cursor.fetchall())
