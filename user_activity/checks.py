"""Settings that cannot be meant: found at start-up, not in the night when retention runs."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from user_activity import floors
from user_activity.partitions import TABLES


@register()
def check_retention(**_: Any) -> list[CheckMessage]:
    """ACTIVITY_RETENTION_DAYS names our tables, with days that reach beyond the late window."""
    if unknown := set(settings.ACTIVITY_RETENTION_DAYS) - set(TABLES):
        text = f"ACTIVITY_RETENTION_DAYS knows no table {', '.join(sorted(unknown))}."
        return [Error(text, id="user_activity.E001")]
    try:
        floors.floors_of_settings()
    except (floors.FloorError, OverflowError) as error:
        return [Error(f"ACTIVITY_RETENTION_DAYS: {error}", id="user_activity.E002")]
    return []
