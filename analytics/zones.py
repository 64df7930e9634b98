"""In which time zone whose days are cut."""

from collections.abc import Collection
from functools import cache

from django.conf import settings
from django.db import connection

from account.models import User


def zones_of(user_ids: Collection[int]) -> dict[int, str]:
    """The zone of each member; the platform's for who is unknown or gone.

    A name that PostgreSQL does not know would stop the engine: it counts as the platform's.
    """
    platform = settings.PLATFORM_TIME_ZONE
    found = User.objects.filter(pk__in=user_ids).values_list("pk", "timezone")
    own = {pk: name for pk, name in found if name in known_zones()}
    return {user_id: own.get(user_id, platform) for user_id in user_ids}


@cache
def known_zones() -> frozenset[str]:
    """The names that PostgreSQL knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        return frozenset(name for (name,) in cursor.fetchall())
