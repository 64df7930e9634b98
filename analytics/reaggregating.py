"""Compute again what was computed before: all of it goes through the queues, as any change does."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from time import sleep

from django.db import connection, transaction
from django.db.models import Model

from analytics import engine, models
from analytics.models import (
    ContentItem,
    MemberSession,
    TouchedContentDay,
    TouchedPlatformDay,
)
from analytics.sampling import DAY_OF_MEMBER, OF_CONTENT, OF_PLATFORM
from ooumph import clock
from ooumph.ranges import FIRST_DAY, LAST_DAY
from user_activity import floors
from user_activity.models import TouchedMember


class MadeFrom(StrEnum):
    """What a table is made from, so where computing it again begins."""

    RAW = "raw rows"
    MEMBERS = "members' days"
    SHARES = "members' and content's days"


SECOND_LEVEL: dict[type[Model], MadeFrom] = {
    **dict.fromkeys((models.ContentDay, models.ContentReach, models.ContentItem), MadeFrom.MEMBERS),
    **dict.fromkeys(
        (models.PlatformDay, models.PlatformWeek, models.PlatformMonth), MadeFrom.SHARES
    ),
    **dict.fromkeys((models.PlatformReach, models.PlatformSessionLength), MadeFrom.SHARES),
}
LEVELS: dict[str, MadeFrom] = {
    model._meta.db_table: SECOND_LEVEL.get(model, MadeFrom.RAW) for model in models.STATISTICS
}


class RowsAreGoneError(ValueError):
    """What is asked for lies before the floor; the message says from when on there are rows."""


@dataclass(frozen=True)
class Asked:
    """What to compute again: days of the platform's zone, of all members or one."""

    statistic: str | None = None
    first: date | None = None
    last: date | None = None
    member: int | None = None

    @property
    def made_from(self) -> MadeFrom:
        return LEVELS[self.statistic] if self.statistic else MadeFrom.RAW


def _known(columns: str, tables: Iterable[type[Model]], union: str) -> str:
    """What these tables, which have a day, know of the days asked for."""
    names = (model._meta.db_table for model in tables)
    return f" {union} ".join(f"SELECT {columns} FROM {name} WHERE {{on_day}}" for name in names)  # noqa: S608  (our own names)


# Whoever did something or is kept to have done something, and between which instants.
SPANS = """
    SELECT user_id, greatest(min(at), %(begins)s), least(max(at), %(ends)s)
    FROM (
        SELECT user_id, occurred_at AS at FROM user_activity WHERE {when}
        UNION ALL SELECT user_id, occurred_at FROM content_interaction WHERE {when}
        UNION ALL SELECT user_id, occurred_at FROM social_interaction WHERE {when}
        UNION ALL {days}
        UNION ALL SELECT user_id, at FROM (
            SELECT user_id, began_at AS at, began_at::date AS starts_on FROM member_session
        ) AS session WHERE {on_day}
    ) AS known
    GROUP BY user_id
""".replace(
    "{days}",
    _known(
        "user_id, starts_on::timestamptz",
        [model for model in DAY_OF_MEMBER if model is not MemberSession],
        "UNION ALL",
    ),
)
MARK_MEMBERS = """
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), user_id, first_at, last_at, now()
    FROM ({spans}) AS span (user_id, first_at, last_at)
    WHERE first_at <= last_at
"""
MARK_CONTENT = """
    INSERT INTO touched_content_day (id, content_type, content_id, day, received_at)
    SELECT gen_random_uuid(), content_type, content_id, starts_on, now()
    FROM (
        {days}
        UNION SELECT * FROM (
            SELECT content_type, content_id,
                   coalesce(created_at, told_at, deleted_at)::date AS starts_on
            FROM content_item
        ) AS item WHERE {on_day}
    ) AS known
""".replace(
    "{days}",
    _known(
        "content_type, content_id, starts_on",
        [model for model in OF_CONTENT if model is not ContentItem],
        "UNION",
    ),
)
MARK_PLATFORM = """
    INSERT INTO touched_platform_day (id, day, received_at)
    SELECT gen_random_uuid(), starts_on, now()
    FROM ({days}) AS known
""".replace("{days}", _known("starts_on", OF_PLATFORM, "UNION"))


def mark(asked: Asked, *, dry_run: bool = False) -> int:
    """Mark what is asked for; how many marks that is, or would be. Raises RowsAreGoneError."""
    statement = {
        MadeFrom.RAW: MARK_MEMBERS.format(spans=SPANS),
        MadeFrom.MEMBERS: MARK_CONTENT,
        MadeFrom.SHARES: MARK_PLATFORM,
    }[asked.made_from]
    first = _first(asked)
    begins = clock.midnight(first) - timedelta(days=1)
    ends = clock.midnight(asked.last or LAST_DAY) + timedelta(days=2)
    when = "occurred_at BETWEEN %(begins)s AND %(ends)s"
    on_day = "starts_on BETWEEN %(first)s AND %(last)s"
    if asked.member is not None:
        when, on_day = (f"user_id = %(member)s AND {each}" for each in (when, on_day))
    values = {
        "begins": begins, "ends": ends, "first": first, "last": asked.last or LAST_DAY,
        "member": asked.member,
    }  # fmt: skip
    sql = statement.replace("{when}", when).replace("{on_day}", on_day)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        transaction.set_rollback(dry_run)
        return int(cursor.rowcount)


def _first(asked: Asked) -> date:
    floor = floors.first_whole_day()
    first = asked.first or FIRST_DAY
    if asked.made_from is not MadeFrom.RAW or floor is None or first >= floor:
        return first
    if asked.first is not None:
        raise RowsAreGoneError(
            f"Retention has removed rows from before {floor}: what was counted of them cannot be "
            f"counted again and stays as it is. Begin with --from {floor}."
        )
    return floor


def waiting() -> int:
    """How many marks there are."""
    queues = (TouchedMember, TouchedContentDay, TouchedPlatformDay)
    return sum(queue._default_manager.count() for queue in queues)


def work_off(tell: Callable[[int], None]) -> None:
    """Work until nothing waits, telling how much does; beside a worker that does the same."""
    for left in _left():
        tell(left)


def _left() -> Iterator[int]:
    while left := waiting():
        yield left
        if not engine.run(budget_seconds=5):
            sleep(0.2)
