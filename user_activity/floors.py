"""The floor: rows that occurred before it may be gone, so nothing is counted anew there.

A floor is a UTC midnight. It is announced, as a run of retention, before the first row goes, and
never sinks. Who counts rows or stores old ones holds it for as long as the transaction takes.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet

from ooumph import clock
from user_activity.models import RetentionRun

LOCK = (20_061, 2)  # Any two numbers: shared by who holds the floor, exclusive for who moves it.


class FloorError(ValueError):
    """A floor that cannot be; the message says why."""


def floor(table: str) -> datetime | None:
    """The highest floor that was announced for `table`."""
    return _highest(RetentionRun.objects.filter(table=table))


def highest() -> datetime | None:
    """The highest floor of any table."""
    return _highest(RetentionRun.objects.all())


def _highest(runs: QuerySet[RetentionRun]) -> datetime | None:
    found: datetime | None = runs.aggregate(Max("floor"))["floor__max"]
    return found


def first_whole_day() -> date | None:
    """The first day of which all rows are there, whatever the zone; None when none has gone."""
    floor = highest()
    return floor.date() + timedelta(days=1) if floor else None


def hold() -> datetime | None:
    """The highest floor of any table, which stays until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", LOCK)
    # A statement of its own: what was announced while this one waited is to be seen.
    return highest()


def hold_for_storing() -> datetime | None:
    """As `hold`, or what the settings' days come to where that is higher: rows from before are
    gone or about to go, and those who count them may have stopped."""
    floors = [each for each in (hold(), *floors_of_settings().values()) if each]
    return max(floors, default=None)


def floors_of_settings() -> dict[str, datetime]:
    """The floors that ACTIVITY_RETENTION_DAYS come to today, of the tables that have one."""
    days: Mapping[str, int | None] = settings.ACTIVITY_RETENTION_DAYS
    today = clock.now().date()
    return {
        table: floor_at(today - timedelta(days=kept))
        for table, kept in days.items()
        if kept is not None
    }


def floor_at(day: date) -> datetime:
    """The beginning of a UTC day; raises FloorError for one that rows may still come to."""
    now = clock.now()
    if day > now.date():
        raise FloorError(f"{day} is in the future.")
    if day > latest():
        raise FloorError(
            f"{day} is within the {settings.ACTIVITY_LATE_WINDOW_DAYS} days in which clients may "
            f"report late: {latest()} is the latest day possible."
        )
    return clock.midnight(day)


def latest() -> date:
    """One day before the late window: a member's day that a floor cuts is then over for all."""
    window = timedelta(days=settings.ACTIVITY_LATE_WINDOW_DAYS + 1)
    return (clock.now() - window).date()
