"""Random buckets computed again and compared with what is kept; the transaction is undone, so that
nothing changes."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q

from analytics import buckets as of_periods
from analytics import engine, first_level, second_level, staging
from analytics.models import (
    ContentDay,
    ContentItem,
    ContentMember,
    ContentMemberDay,
    ContentReach,
    MemberSession,
    Pair,
    PairDay,
)
from analytics.periods import Period
from analytics.sampling import DAY_OF_MEMBER, content_day, member_day, platform_day, random_row
from analytics.statements import key_of
from analytics.stats import MEMBER_STATISTICS, PLATFORM_STATISTICS
from analytics.zones import zones_of
from ooumph import clock
from user_activity.selectors import instants_of
from user_activity.zones import platform_zone

Bucket = tuple[type[models.Model], Q]  # Of which table, and which of its rows.
PERIODS = {statistic.model: statistic.period for statistic in MEMBER_STATISTICS}
STANDING: tuple[tuple[type[models.Model], type[models.Model]], ...] = (
    (ContentMemberDay, ContentMember),
    (PairDay, Pair),
)
PLATFORM_DAYS = 20  # Of each all members' shares are read.


def drifted(buckets: int, chance: random.Random) -> tuple[int, list[str]]:
    """How many buckets were looked at, and those that are not what they are made of.

    What waits to be computed is left out, and so is what retention removed the rows of.
    """
    members = {day for _ in range(buckets) for day in member_day(chance)}
    content = {day for _ in range(buckets) for day in content_day(chance)}
    days = {day for _ in range(min(buckets, PLATFORM_DAYS)) for day in platform_day(chance)}
    found = [
        *{orphan for _ in range(buckets) for orphan in _orphan(chance)},
        *_changed(_of_members(members), lambda: _put_members(members)),
        *_changed(_of_content(content), lambda: _put_content(content)),
        *_changed(_of_platform(days), lambda: second_level.put_platform(days)),
    ]
    return len(members) + len(content) + len(days), found


def _changed(buckets: list[Bucket], compute: Callable[[], None]) -> Iterator[str]:
    buckets = list({_named(each): each for each in buckets}.values())
    with _undone():
        before = [_rows(bucket) for bucket in buckets]
        compute()
        after = [_rows(bucket) for bucket in buckets]
    for bucket, kept, fresh in zip(buckets, before, after, strict=True):
        if kept != fresh:
            yield _named(bucket)


def _named(bucket: Bucket) -> str:
    model, rows = bucket
    return told(model._meta.db_table, dict(rows.children))  # type: ignore[arg-type]


def told(table: str, names: Mapping[str, Any]) -> str:
    """A bucket as operators read it: `member_day user_id=7 starts_on=2026-05-04`."""
    return " ".join([table, *(f"{name}={value}" for name, value in names.items())])


def _rows(bucket: Bucket) -> list[tuple[Any, ...]]:
    model, rows = bucket
    return sorted(model._default_manager.filter(rows).values_list(), key=str)


@contextmanager
def _undone() -> Iterator[None]:
    """The engine's place, and everything undone in the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", engine.LOCK)
        cursor.execute(engine.PLANNER)
        yield
        transaction.set_rollback(True)


def _put_members(days: set[tuple[int, date]]) -> None:
    staged = staging.stage(days, days, zones_of({user_id for user_id, _ in days}))
    first_level.put(clock.now(), staged)
    for statistic in MEMBER_STATISTICS:
        of_periods.recompute(statistic, days)


def _put_content(days: set[tuple[str, str, date]]) -> None:
    staging.clear()
    staging.fill_content_days(days)
    second_level.put_content_days()


def _of_members(days: set[tuple[int, date]]) -> list[Bucket]:
    zone = platform_zone()
    sessions = [
        Q(user_id=user_id, began_at__gte=begins, began_at__lt=ends)
        for user_id, day in days
        for begins, ends in [instants_of(day, day, zone)]
    ]
    return [
        *(
            (model, Q(user_id=user_id, starts_on=PERIODS.get(model, Period.DAY).start(day)))
            for user_id, day in days
            for model in DAY_OF_MEMBER
            if model is not MemberSession
        ),
        *((MemberSession, rows) for rows in sessions),
        *((ContentMember, _those_of(ContentMemberDay, "content_id", *day)) for day in days),
        *((Pair, _those_of(PairDay, "target_user_id", *day)) for day in days),
    ]


def _those_of(kept: Any, column: str, user_id: int, day: date) -> Q:
    """How a member stands to whatever they were concerned with on a day."""
    on_day = kept.objects.filter(user_id=user_id, starts_on=day)
    concerned = list(on_day.order_by(column).values_list(column, flat=True).distinct())
    return Q(**{"user_id": user_id, f"{column}__in": concerned})


def _of_content(days: set[tuple[str, str, date]]) -> list[Bucket]:
    found: list[Bucket] = []
    for content_type, content_id, day in days:
        item = Q(content_id=content_id, content_type=content_type)
        on_day = item & Q(starts_on=day)
        found += [(ContentDay, on_day), (ContentReach, on_day), (ContentItem, item)]
    return found


def _of_platform(days: set[date]) -> list[Bucket]:
    return [
        (statistic.model, Q(starts_on=statistic.period.start(day)))
        for day in days
        for statistic in PLATFORM_STATISTICS
    ]


def _orphan(chance: random.Random) -> Iterator[str]:
    """How a member stands to something they never did anything to."""
    of_days, model = chance.choice(STANDING)
    row = random_row(model, chance)
    if row is None:
        return
    names = {name: getattr(row, name) for name in key_of(model)}
    if not of_days._default_manager.filter(**names).exists():
        yield told(model._meta.db_table, names)
