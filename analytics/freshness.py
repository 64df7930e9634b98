"""How far the numbers are computed: what every answer says of itself.

Read before the numbers: what is worked off in between makes them fresher than was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet

from analytics.models import TouchedContentDay, TouchedPlatformDay
from analytics.scoring import definition_version
from ooumph import clock
from ooumph.graphql.ranges import DayRange
from user_activity.models import TouchedMember
from user_activity.progress import stored_through
from user_activity.selectors import instants_of


@dataclass(frozen=True, slots=True)
class AnalyticsMeta:
    """`computed_through`: the latest receipt up to which every accepted event is in the numbers;
    `is_partial`: a bucket of the range waits to be recomputed, events that may lie in it wait to
    be stored, or today is one of its days."""

    computed_through: datetime
    is_partial: bool
    timezone: str
    definition_version: str


def member_metas(user_id: int, zone: ZoneInfo, ranges: Sequence[DayRange]) -> list[AnalyticsMeta]:
    """One for each of `ranges` of a member's numbers, in one query."""
    now = clock.now()
    waiting = TouchedMember.objects.filter(user_id=user_id)
    return _metas(now, zone, ranges, [_waiting(waiting, _overlaps(ranges, zone))])


def platform_meta(zone: ZoneInfo, days: DayRange) -> AnalyticsMeta:
    """Of the platform's numbers, in two queries."""
    now = clock.now()
    members = TouchedMember.objects.exclude(user_id=0)
    touched = Q(day__range=(days.first, days.last))
    waiting = [
        _waiting(members, _overlaps([days], zone)),
        _waiting(TouchedPlatformDay.objects.all(), [touched]),
    ]
    return _metas(now, zone, [days], waiting)[0]


def content_meta(zone: ZoneInfo, days: DayRange) -> AnalyticsMeta:
    """Of content's numbers, in two queries: whoever waits may have done something to any of it."""
    return _metas(clock.now(), zone, [days], _content_waiting(zone, days))[0]


def pairs_meta(zone: ZoneInfo, days: DayRange) -> AnalyticsMeta:
    """Of what members did to each other, in one query: whoever waits may have done it to anyone."""
    members = TouchedMember.objects.exclude(user_id=0)
    return _metas(clock.now(), zone, [days], [_waiting(members, _overlaps([days], zone))])[0]


def overview_meta(zone: ZoneInfo, days: DayRange) -> AnalyticsMeta:
    """Of the platform's numbers with those of its content, in three queries."""
    now = clock.now()
    touched = Q(day__range=(days.first, days.last))
    platform = _waiting(TouchedPlatformDay.objects.all(), [touched])
    return _metas(now, zone, [days], [*_content_waiting(zone, days), platform])[0]


def stored_meta(zone: ZoneInfo, days: DayRange) -> AnalyticsMeta:
    """Of what is counted from the rows themselves: nothing has to be computed first."""
    return _metas(clock.now(), zone, [days], [{"since": None, "range_0": 0}])[0]


def _content_waiting(zone: ZoneInfo, days: DayRange) -> list[dict[str, Any]]:
    members = TouchedMember.objects.exclude(user_id=0)
    touched = Q(day__range=(days.first, days.last))
    return [
        _waiting(members, _overlaps([days], zone)),
        _waiting(TouchedContentDay.objects.all(), [touched]),
    ]


def _overlaps(ranges: Sequence[DayRange], zone: ZoneInfo) -> list[Q]:
    instants = [instants_of(days.first, days.last, zone) for days in ranges]
    return [Q(first_at__lt=ends, last_at__gte=begins) for begins, ends in instants]


def _waiting(marks: QuerySet[Any], conditions: Sequence[Q]) -> dict[str, Any]:
    touched = {f"range_{n}": Count("pk", filter=each) for n, each in enumerate(conditions)}
    return marks.aggregate(since=Min("received_at"), **touched)


def _metas(
    now: datetime, zone: ZoneInfo, ranges: Sequence[DayRange], waiting: Sequence[dict[str, Any]]
) -> list[AnalyticsMeta]:
    today = now.astimezone(zone).date()
    stored = stored_through(now)
    earliest = (stored - timedelta(days=settings.ACTIVITY_LATE_WINDOW_DAYS)).astimezone(zone).date()
    through = min(queue["since"] or now for queue in waiting)
    return [
        AnalyticsMeta(
            computed_through=min(through, stored),
            is_partial=any(queue[f"range_{n}"] for queue in waiting)
            or (stored < now and days.first <= today and earliest <= days.last)
            or days.first <= today <= days.last,
            timezone=zone.key,
            definition_version=definition_version(),
        )
        for n, days in enumerate(ranges)
    ]
