"""In which time zone whose days are cut."""

from collections.abc import Collection
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from account.models import User


def zones_of(user_ids: Collection[int]) -> dict[int, str]:
    """The zone of each member; the platform's for who is unknown or gone."""
    platform = settings.PLATFORM_TIME_ZONE
    with connection.cursor() as cursor:
        # An array: thousands of parameters take longer to write down than to look up.
        cursor.execute("SELECT id, timezone FROM account_user WHERE id = ANY(%s)", [list(user_ids)])
        found = dict(cursor.fetchall())
    return {user_id: usable(found.get(user_id, platform)) for user_id in user_ids}


def usable(name: str) -> str:
    """`name`, or the platform's zone where PostgreSQL does not know it: that stops the engine."""
    return name if name in known_zones() else settings.PLATFORM_TIME_ZONE


@cache
def known_zones() -> frozenset[str]:
    """The names that PostgreSQL knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        return frozenset(name for (name,) in cursor.fetchall())


def zone_of(member: User) -> ZoneInfo:
    """The zone in which a member's numbers are cut."""
    return ZoneInfo(usable(member.timezone))


def platform_zone() -> ZoneInfo:
    return ZoneInfo(settings.PLATFORM_TIME_ZONE)
