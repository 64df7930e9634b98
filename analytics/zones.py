"""In which time zone whose days are cut."""

from collections.abc import Collection
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from account.models import User
from analytics.statements import fetch

ZONES = "SELECT id, timezone FROM account_user WHERE id = ANY(%(user_ids)s)"


def zones_of(user_ids: Collection[int]) -> dict[int, str]:
    """The zone of each member; the platform's for who is unknown or gone."""
    platform = settings.PLATFORM_TIME_ZONE
    # An array: thousands of parameters take longer to write down than to look up.
    found = dict(fetch(ZONES, {"user_ids": list(user_ids)}))
    return {user_id: usable(found.get(user_id, platform)) for user_id in user_ids}


def usable(name: str) -> str:
    """`name`, or the platform's zone where PostgreSQL does not know it: that stops the engine."""
    return name if name in known_zones() else settings.PLATFORM_TIME_ZONE


@cache
def known_zones() -> frozenset[str]:
    """The names that PostgreSQL knows."""
    return frozenset(name for (name,) in fetch("SELECT name FROM pg_timezone_names", {}))


def zone_of(member: User) -> ZoneInfo:
    """The zone in which a member's numbers are cut."""
    return ZoneInfo(usable(member.timezone))


def platform_zone() -> ZoneInfo:
    return ZoneInfo(settings.PLATFORM_TIME_ZONE)
