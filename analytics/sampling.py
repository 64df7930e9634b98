"""Buckets by chance, from whichever table may hold one; none of those that wait to be computed."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import Max, Min, Q

from analytics.models import (
    ContentChange,
    ContentDay,
    ContentItem,
    ContentMemberDay,
    ContentReach,
    MemberDay,
    MemberMonth,
    MemberPlatformDay,
    MemberSession,
    MemberWeek,
    PairDay,
    PlatformDay,
    PlatformMonth,
    PlatformReach,
    PlatformSessionLength,
    PlatformWeek,
    TouchedContentDay,
    TouchedPlatformDay,
)
from analytics.periods import Period
from analytics.statements import fetch
from ooumph.ranges import FIRST_DAY
from user_activity import floors
from user_activity.models import ROW_MODELS, TouchedMember
from user_activity.zones import platform_zone

# Of a row of a member's, one of the days to compute so that the row would come anew.
DAY_OF_MEMBER: dict[type[models.Model], Callable[[Any], date]] = {
    **dict.fromkeys(
        (MemberDay, MemberWeek, MemberMonth, MemberPlatformDay), attrgetter("starts_on")
    ),
    **dict.fromkeys((ContentMemberDay, ContentChange, PairDay), attrgetter("starts_on")),
    MemberSession: lambda row: row.began_at.astimezone(platform_zone()).date(),
}
OF_CONTENT = (ContentMemberDay, ContentChange, ContentDay, ContentReach, ContentItem)
OF_PLATFORM = (
    *(MemberPlatformDay, PlatformDay, PlatformWeek, PlatformMonth),
    *(PlatformReach, PlatformSessionLength),
)
ROWS_A_PAGE = 50


def member_day(chance: random.Random) -> Iterator[tuple[int, date]]:
    """A member's day by chance: of those that a table knows, or that raw rows do."""
    found = _kept_day(chance) if chance.random() < 0.5 else _raw_day(chance)
    if found is None:
        return
    user_id, day = found
    floor = floors.first_whole_day()
    waits = TouchedMember.objects.filter(user_id=user_id).exists()
    if not waits and (floor is None or day > floor):
        yield found


def _kept_day(chance: random.Random) -> tuple[int, date] | None:
    row = random_row(chance.choice(list(DAY_OF_MEMBER)), chance)
    return None if row is None else (row.user_id, DAY_OF_MEMBER[type(row)](row))


def _raw_day(chance: random.Random) -> tuple[int, date] | None:
    rows = chance.choice(ROW_MODELS)._default_manager.order_by("occurred_at")
    ends = rows.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    if ends["first"] is None:
        return None
    at = ends["first"] + (ends["last"] - ends["first"]) * chance.random()
    row: Any = rows.filter(occurred_at__gte=at)[:1].get()
    return row.user_id, row.occurred_at.astimezone(platform_zone()).date()


def content_day(chance: random.Random) -> Iterator[tuple[str, str, date]]:
    """A day of a piece of content by chance, of those that a table knows."""
    row = random_row(chance.choice(OF_CONTENT), chance)
    if row is None:
        return
    day = getattr(row, "starts_on", FIRST_DAY)  # Of an item any day will do.
    content = {"content_type": row.content_type, "content_id": row.content_id}
    if not TouchedContentDay.objects.filter(**content).exists():
        yield row.content_type, row.content_id, day


def platform_day(chance: random.Random) -> Iterator[date]:
    """A day of the platform by chance, likewise."""
    row = random_row(chance.choice(OF_PLATFORM), chance)
    if row is None:
        return
    waits = Q(day=row.starts_on)
    for period in (Period.WEEK, Period.MONTH):
        start = period.start(row.starts_on)
        waits |= Q(day__gte=start, day__lt=period.after(start))
    if not TouchedPlatformDay.objects.filter(waits).exists():
        yield row.starts_on


def random_row(model: type[models.Model], chance: random.Random) -> Any:
    """A row by chance, of a page by chance; None where the table has none."""
    table = model._meta.db_table
    [(pages,)] = fetch(f"SELECT pg_relation_size('{table}') / current_setting('block_size')::int")
    start = chance.randrange(pages) if pages else 0
    for page in (start, 0):  # Of a page without rows, and those behind it, the first ones.
        rows = model._default_manager.extra(where=["ctid >= %s::tid"], params=[f"({page},0)"])
        if found := list(rows.order_by()[:ROWS_A_PAGE]):
            return chance.choice(found)
    return None
