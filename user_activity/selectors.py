"""Reading the rows themselves."""

import heapq
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from ooumph.errors import Forbidden, NotFound
from ooumph.ids import as_number
from user_activity.enrichment import as_reported
from user_activity.events import Kind
from user_activity.models import ContentInteraction, Row, SocialInteraction, UserActivity
from user_activity.vocabulary import Source

TABLES: dict[Kind, tuple[type[Row], str]] = {
    Kind.ACTIVITY: (UserActivity, "activity_type"),
    Kind.CONTENT: (ContentInteraction, "interaction_type"),
    Kind.SOCIAL: (SocialInteraction, "interaction_type"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of any of the three, with `type` in the place of the kind's own column."""

    kind: Kind
    type: str
    row: Row = field(repr=False)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.row, name, None)
        return None if value == "" else value

    @property
    def key(self) -> tuple[datetime, UUID]:
        return self.row.occurred_at, self.row.event_id


def member_for(
    *, viewer: Any, user_id: str | None, permission: str | None = None, argument: str = "userId"
) -> Any:
    """The member whose numbers are asked for: oneself when left out, anyone for staff, and for
    whoever was given `permission`.

    Raises Forbidden for another member's, NotFound for nobody's; both name `argument`.
    """
    if user_id is None or user_id == str(viewer.pk):
        return viewer
    if not (viewer.is_staff or (permission and viewer.has_perm(permission))):
        raise Forbidden("You may see your own only.", field=argument)
    number = as_number(user_id)
    members = get_user_model().objects
    member = members.filter(pk=number).first() if number is not None else None
    if member is None:
        raise NotFound(field=argument)
    return member


def instants_of(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which the day `first` begins and the day `last` is over, in `zone`."""
    begins = datetime.combine(first, time(), zone)
    return begins, datetime.combine(last + timedelta(days=1), time(), zone)


def timeline(
    *,
    user_id: int,
    begins: datetime,
    ends: datetime,
    kinds: Collection[Kind] = tuple(Kind),
    types: Collection[str] = (),
    after: tuple[datetime, UUID] | None = None,
    limit: int,
    looked_up: bool = False,
) -> list[Entry]:
    """At most `limit` of a member's rows in [begins, ends), newest first, after a key.

    `looked_up`: for staff, with what was looked up about content that the member reported; the
    member may not be allowed to see that content, and is shown what they said alone. One query a
    kind.
    """
    per_kind = [
        [
            Entry(kind, getattr(row, TABLES[kind][1]), row if looked_up else without_look_up(row))
            for row in _newest(kind, user_id, begins, ends, types, after)[:limit]
        ]
        for kind in Kind
        if kind in kinds
    ]
    newest = heapq.merge(*per_kind, key=attrgetter("key"), reverse=True)
    return list(islice(newest, limit))


def without_look_up(row: Row) -> Row:
    """A row as its own member may see it."""
    if isinstance(row, ContentInteraction) and row.source == Source.CLIENT:
        row.author_id = None
        row.metadata = as_reported(row.metadata)
    return row


def _newest(
    kind: Kind,
    user_id: int,
    begins: datetime,
    ends: datetime,
    types: Collection[str],
    after: tuple[datetime, UUID] | None,
) -> QuerySet[Row]:
    model, type_column = TABLES[kind]
    rows = model._default_manager.filter(
        user_id=user_id, occurred_at__gte=begins, occurred_at__lt=ends
    )
    if types:
        rows = rows.filter(**{f"{type_column}__in": types})
    if after is not None:
        instant, event_id = after
        rows = rows.filter(occurred_at__lte=instant).filter(
            Q(occurred_at__lt=instant) | Q(event_id__lt=event_id)
        )
    return rows.order_by("-occurred_at", "-event_id")
