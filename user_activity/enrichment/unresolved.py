"""The list of rows whose content is not looked up yet, and these rows in their partitions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ooumph.ids import new_id
from user_activity.enrichment.completing import SERVER_KEYS, mark
from user_activity.enrichment.facts import MISSING, Answer, Key
from user_activity.models import TouchedMember, UnresolvedContent

FIRST_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 24 * 3600.0

# Every row is reached by its key, in the months at hand, whatever the planner believes of them.
PLANNER = "SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
WAITING_ROWS = """
    SELECT c.event_id, c.user_id, c.occurred_at, c.content_type, c.content_id
    FROM unnest(%(events)s::uuid[], %(users)s::bigint[], %(instants)s::timestamptz[])
         AS w (event_id, user_id, occurred_at)
    JOIN content_interaction AS c USING (event_id, user_id, occurred_at)
    WHERE c.occurred_at BETWEEN %(first)s AND %(last)s
      AND c.metadata -> 'unresolved' -> 'content' IS NOT NULL
"""
COMPLETE = """
    UPDATE content_interaction AS c
    SET author_id = f.author_id, metadata = (c.metadata - %(server_keys)s::text[]) || f.added
    FROM unnest(%(events)s::uuid[], %(users)s::bigint[], %(instants)s::timestamptz[],
                %(authors)s::bigint[], %(added)s::jsonb[])
         AS f (event_id, user_id, occurred_at, author_id, added)
    WHERE c.event_id = f.event_id AND c.user_id = f.user_id AND c.occurred_at = f.occurred_at
      AND c.occurred_at BETWEEN %(first)s AND %(last)s
      AND c.metadata -> 'unresolved' -> 'content' IS NOT NULL
    RETURNING c.user_id, c.occurred_at, c.received_at
"""
TRY_LATER = """
    UPDATE unresolved_content AS w
    SET attempts = attempts + 1,
        try_after = %(now)s + make_interval(
            secs => least(%(longest)s, %(first_pause)s * power(2, attempts)))
    FROM unnest(%(events)s::uuid[], %(users)s::bigint[]) AS f (event_id, user_id)
    WHERE w.event_id = f.event_id AND w.user_id = f.user_id
"""
DONE = """
    DELETE FROM unresolved_content AS w
    USING unnest(%(events)s::uuid[], %(users)s::bigint[]) AS f (event_id, user_id)
    WHERE w.event_id = f.event_id AND w.user_id = f.user_id
"""

Id = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stored row and what it is about."""

    event_id: UUID
    user_id: int
    occurred_at: datetime
    content_type: str
    content_id: str

    @property
    def id(self) -> Id:
        return self.event_id, self.user_id

    @property
    def content(self) -> Key:
        return self.content_type, self.content_id


def due(now: datetime, limit: int) -> list[UnresolvedContent]:
    """Those that have waited longest, held for this transaction; not those that another holds."""
    waiting = UnresolvedContent.objects.select_for_update(skip_locked=True)
    return list(waiting.filter(try_after__lte=now).order_by("try_after")[:limit])


def stored(waiting: Sequence[UnresolvedContent]) -> list[Waiting]:
    """The rows that wait; one that was erased or a duplicate has none."""
    with connection.cursor() as cursor:
        cursor.execute(PLANNER)
        cursor.execute(WAITING_ROWS, _keys(waiting))
        return [Waiting(*row) for row in cursor.fetchall()]


def complete(rows: Sequence[Waiting], answer: Answer) -> None:
    """Say in the rows whose content it is, or that there is none; and mark their members."""
    if not rows:
        return
    found = [answer.found.get(row.content) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            COMPLETE,
            {
                **_keys(rows),
                "authors": [facts and facts.author_id for facts in found],
                "added": [facts.stated if facts else mark(MISSING) for facts in found],
                "server_keys": list(SERVER_KEYS),
            },
        )
        _mark(cursor.fetchall())


def _mark(changed: Iterable[tuple[int, datetime, datetime]]) -> None:
    """One mark a member and UTC day, as storing leaves them."""
    days: defaultdict[tuple[int, date], list[tuple[datetime, datetime]]] = defaultdict(list)
    for user_id, occurred_at, received_at in changed:
        days[user_id, occurred_at.date()].append((occurred_at, received_at))
    TouchedMember.objects.bulk_create(
        TouchedMember(
            id=new_id(),
            user_id=user_id,
            first_at=min(occurred for occurred, _ in instants),
            last_at=max(occurred for occurred, _ in instants),
            received_at=min(received for _, received in instants),
        )
        for (user_id, _), instants in days.items()
    )


def try_later(ids: Collection[Id], now: datetime) -> None:
    pauses = {"first_pause": FIRST_PAUSE_SECONDS, "longest": LONGEST_PAUSE_SECONDS}
    _execute(TRY_LATER, ids, now=now, **pauses)


def done(ids: Collection[Id]) -> None:
    _execute(DONE, ids)


def _execute(statement: str, ids: Collection[Id], **parameters: Any) -> None:
    if ids:
        ordered = sorted(ids)
        parameters["events"] = [str(event_id) for event_id, _ in ordered]
        parameters["users"] = [user_id for _, user_id in ordered]
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)


def _keys(rows: Sequence[Waiting] | Sequence[UnresolvedContent]) -> dict[str, Any]:
    instants = [row.occurred_at for row in rows]
    return {
        "events": [str(row.event_id) for row in rows],
        "users": [row.user_id for row in rows],
        "instants": instants,
        "first": min(instants),
        "last": max(instants),
    }
