"""Which events a number counts: the number as it is kept, and the raw rows it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from account.models import User
from analytics.bounded import fetch_in_time
from analytics.explaining.explainable import EXPLAINABLE
from analytics.explaining.question import Question, question
from analytics.explaining.statement import statement
from analytics.explaining.statistic import About
from analytics.freshness import (
    AnalyticsMeta,
    content_meta,
    member_metas,
    members_meta,
    overview_meta,
)
from ooumph.ranges import DayRange

EventKey = tuple[datetime, UUID, int, str]


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """A raw row that a number counts."""

    kind: str
    word: str
    event_id: UUID
    act_id: UUID
    user_id: int
    occurred_at: datetime
    received_at: datetime
    content_type: str | None
    content_id: str | None
    target_user_id: int | None

    @property
    def key(self) -> EventKey:
        """The place in the list."""
        return self.occurred_at, self.event_id, self.user_id, self.kind


@dataclass(frozen=True, slots=True)
class Explanation:
    """`value`: as it is kept; `count`: how many events it should be, by the raw rows. They differ
    while `meta` says that a bucket waits."""

    range: DayRange
    meta: AnalyticsMeta
    value: int
    count: int
    page: list[CountedEvent]


def explain(
    *,
    viewer: User,
    statistic: str,
    given: Mapping[str, Any],
    asked: Mapping[str, Any] | None = None,
    after: EventKey | None = None,
    limit: int,
) -> Explanation:
    """At most `limit` of the events after a key, the earliest first; the numbers in one query.

    `given`: what names the bucket, as `Statistic.arguments` has it. Raises Invalid naming the
    field, NotFound for a member.
    """
    wanted = question(viewer=viewer, statistic=EXPLAINABLE[statistic], given=given, asked=asked)
    meta = _meta(wanted)
    at, event_id, user_id, kind = after or (None, None, None, None)
    place = {"after_at": at, "after_id": event_id, "after_user": user_id, "after_kind": kind}
    rows = fetch_in_time(
        statement(wanted.statistic, one_member=wanted.one_member),
        {**wanted.values, **place, "limit": limit},
        field="range",
    )
    value, count = rows[0][:2]
    page = [CountedEvent(*row[2:]) for row in rows if row[2] is not None]
    return Explanation(wanted.days, meta, int(value), count, page)


def _meta(wanted: Question) -> AnalyticsMeta:
    days, about = wanted.days, wanted.statistic.about
    if about is About.MEMBER and wanted.user_id is not None:
        return member_metas(wanted.user_id, wanted.zone, [days])[0]
    if about is About.PLATFORM:
        return overview_meta(days)
    return content_meta(days) if about is About.ITEM else members_meta(days, wanted.zone)
