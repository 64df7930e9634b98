"""How far the numbers are computed: what every answer says of itself.

Read before the numbers: what is worked off in between makes them fresher than was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from analytics.scoring import definition_version
from analytics.statements import fetch
from ooumph import clock
from ooumph.ranges import DayRange
from user_activity.progress import stored_through
from user_activity.selectors import instants_of
from user_activity.zones import platform_zone


class Queue(NamedTuple):
    """Marks of what waits to be recomputed, and when one of them is about the range `{n}`."""

    marks: str
    is_about: str


OF_INSTANTS = "first_at < %(ends_{n})s AND last_at >= %(begins_{n})s"
OF_DAYS = "day BETWEEN %(first_{n})s AND %(last_{n})s"
MEMBER = Queue("touched_member WHERE user_id = %(user_id)s", OF_INSTANTS)
MEMBERS = Queue("touched_member WHERE user_id <> 0", OF_INSTANTS)
CONTENT_DAYS = Queue("touched_content_day", OF_DAYS)
PLATFORM_DAYS = Queue("touched_platform_day", OF_DAYS)


@dataclass(frozen=True, slots=True)
class AnalyticsMeta:
    """`computed_through`: whatever had been accepted by then is in the numbers; `is_partial`: a
    bucket of the range waits to be recomputed, events that may lie in it wait to be stored, or
    today is one of its days."""

    computed_through: datetime
    is_partial: bool
    timezone: str
    definition_version: str


def member_metas(user_id: int, zone: ZoneInfo, ranges: Sequence[DayRange]) -> list[AnalyticsMeta]:
    """One for each of `ranges` of a member's numbers. All here are one query."""
    return _metas(zone, ranges, MEMBER, user_id=user_id)


def platform_meta(days: DayRange) -> AnalyticsMeta:
    """Of the platform's numbers."""
    return _metas(platform_zone(), [days], MEMBERS, PLATFORM_DAYS)[0]


def content_meta(days: DayRange) -> AnalyticsMeta:
    """Of content's numbers: whoever waits may have done something to any of it."""
    return _metas(platform_zone(), [days], MEMBERS, CONTENT_DAYS)[0]


def members_meta(days: DayRange, zone: ZoneInfo | None = None) -> AnalyticsMeta:
    """Of what members did, to each other too: whoever waits may have done it to anyone. `zone`: the
    platform's where left out."""
    return _metas(zone or platform_zone(), [days], MEMBERS)[0]


def overview_meta(days: DayRange) -> AnalyticsMeta:
    """Of the platform's numbers with those of its content."""
    return _metas(platform_zone(), [days], MEMBERS, CONTENT_DAYS, PLATFORM_DAYS)[0]


def _metas(
    zone: ZoneInfo, ranges: Sequence[DayRange], *queues: Queue, **values: Any
) -> list[AnalyticsMeta]:
    now = clock.now()
    for n, days in enumerate(ranges):
        begins, ends = instants_of(days.first, days.last, zone)
        bounds = {"begins": begins, "ends": ends, "first": days.first, "last": days.last}
        values |= {f"{name}_{n}": value for name, value in bounds.items()}
    stored = stored_through(now)  # First: what is stored in between has left its marks.
    waiting = fetch(_statement(queues, len(ranges)), values)
    today = now.astimezone(zone).date()
    earliest = (stored - timedelta(days=settings.ACTIVITY_LATE_WINDOW_DAYS)).astimezone(zone).date()
    return [
        AnalyticsMeta(
            computed_through=min(stored, *(since or now for since, _ in waiting), now),
            is_partial=any(is_about[n] for _, is_about in waiting)
            or (stored < now and days.first <= today and earliest <= days.last)
            or days.first <= today <= days.last,
            timezone=zone.key,
            definition_version=definition_version(),
        )
        for n, days in enumerate(ranges)
    ]


def _statement(queues: Sequence[Queue], ranges: int) -> str:
    """Of each queue, since when something waits and whether it is about each range."""
    return " UNION ALL ".join(
        f"SELECT min(received_at), ARRAY[{_about(queue, ranges)}] FROM {queue.marks}"  # noqa: S608  (our own text)
        for queue in queues
    )


def _about(queue: Queue, ranges: int) -> str:
    each = [queue.is_about.format(n=n) for n in range(ranges)]
    return ", ".join(f"coalesce(bool_or({condition}), false)" for condition in each)
