"""Who visited a member's profile, for the member alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from account.models import User
from account.selectors import users_by_id
from analytics.freshness import AnalyticsMeta, members_meta
from analytics.social.apart import kept_apart
from analytics.statements import fetch, sql_file
from analytics.subject import subject_of
from ooumph.ranges import DayRange

VisitKey = tuple[int, datetime]  # The visitor, and when.


@dataclass(frozen=True, slots=True)
class Visitor:
    """`newest`: the newest visit of anybody named when the list was asked for."""

    member_id: int
    user: User
    visits: int
    last_visit_at: datetime
    newest: datetime

    @property
    def last_visit(self) -> VisitKey:
        return self.user.pk, self.last_visit_at

    @property
    def key(self) -> tuple[datetime, datetime, int]:
        """The place in the list."""
        return self.newest, self.last_visit_at, self.user.pk


@dataclass(frozen=True, slots=True)
class Visitors:
    """`total`: who is named; `hidden`: who visited, too, and is not."""

    range: DayRange
    meta: AnalyticsMeta
    page: list[Visitor]
    total: int
    hidden: int


def profile_visitors(
    *,
    viewer: User,
    asked: Mapping[str, Any] | None = None,
    after: tuple[datetime, datetime, int] | None = None,
    limit: int,
) -> Visitors:
    """At most `limit` of one's own, the latest first, after a visitor's key; three queries and one
    to the graph.

    Hidden are who hides their visits, whom a block keeps apart or the member mutes, and closed
    accounts; for a member who hides their own, everybody. Raises Invalid for the range, and
    Unavailable while the graph, which knows of blocks, is away.
    """
    subject = subject_of(viewer=viewer, asked=asked)
    meta = members_meta(subject.days, subject.zone)
    hides = viewer.hide_profile_visits
    apart = [] if hides else kept_apart(viewer.pk, graph_alone=True).ids
    rows = fetch(
        sql_file("visitors"),
        {"apart": apart, "hides": hides, "limit": limit, **_place(after), **subject.values},
    )
    named, hidden, newest = rows[0][:3]
    found = [row[3:] for row in rows if row[3] is not None]
    users = users_by_id([user_id for user_id, _, _ in found]) if found else {}
    return Visitors(
        range=subject.days,
        meta=meta,
        page=[
            Visitor(viewer.pk, users[user_id], visits, last_visit_at, newest)
            for user_id, visits, last_visit_at in found
            if user_id in users
        ],
        total=named,
        hidden=hidden,
    )


def _place(after: tuple[datetime, datetime, int] | None) -> dict[str, Any]:
    newest, at, user_id = after or (None, None, None)
    return {"newest": newest, "after_at": at, "after_id": user_id}


def visit_sources(visits: Iterable[VisitKey], member_id: int) -> dict[VisitKey, str]:
    """Where visits to a member came from, as the visitor's client said, in one query; a loader.
    Nothing of what it did not say, or retention has removed."""
    users, instants = zip(*visits, strict=True)
    values: dict[str, Any] = {
        "user": member_id,
        "users": list(users),
        "at": list(instants),
        "earliest": min(instants),
        "latest": max(instants),
    }
    rows = fetch(sql_file("visit_sources"), values)
    return {(user_id, at): origin for user_id, at, origin in rows if origin}
