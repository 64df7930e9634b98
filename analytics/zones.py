"""The zones of many members at once."""

from collections.abc import Collection

from django.conf import settings

from analytics.statements import fetch
from user_activity.zones import usable

ZONES = "SELECT id, timezone FROM account_user WHERE id = ANY(%(user_ids)s)"


def zones_of(user_ids: Collection[int]) -> dict[int, str]:
    """The zone of each member; the platform's for who is unknown or gone."""
    platform = settings.PLATFORM_TIME_ZONE
    # An array: thousands of parameters take longer to write down than to look up.
    found = dict(fetch(ZONES, {"user_ids": list(user_ids)}))
    return {user_id: usable(found.get(user_id, platform)) for user_id in user_ids}
