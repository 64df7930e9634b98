"""STORE: events become rows, exactly once to the row, and mark what has to be recomputed.

One transaction a batch. An id that a client chose must first be won in `event_key`; any other
duplicate meets the row's own key. What was stored marks its member's touched span of each UTC
day, in the same statement, so that there is never a row without a mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent

EVENT_CLASSES: tuple[type[Event], ...] = (ActivityEvent, ContentEvent, SocialEvent)
COLUMNS = {
    cls: tuple(column.name for column in fields(cls) if column.name != "keys")
    for cls in EVENT_CLASSES
}


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows a batch left, and how many events were there already."""

    rows: int
    duplicates: int


def store(events: Sequence[Event]) -> Stored:
    """Store `events` in one transaction; storing one again changes nothing."""
    with transaction.atomic():
        fresh = _won(events)
        rows = sum(_insert(cls, [e for e in fresh if type(e) is cls]) for cls in EVENT_CLASSES)
    return Stored(rows=rows, duplicates=len(events) - rows)


def _won(events: Sequence[Event]) -> list[Event]:
    """`events` without those one of whose client-chosen ids its member has used before."""
    received = {(key, e.user_id): e.received_at for e in reversed(events) for key in e.keys}
    if not received:
        return list(events)
    wanted = dict(sorted(received.items()))  # One order, or two batches wait for each other.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event_key (event_id, user_id, received_at) "
            "SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[]) "
            "ON CONFLICT DO NOTHING RETURNING event_id, user_id",
            [[str(key) for key, _ in wanted], [user for _, user in wanted], list(wanted.values())],
        )
        won: set[tuple[UUID, int]] = set(cursor.fetchall())
    return list(_first_of_each(events, won))


def _first_of_each(events: Iterable[Event], won: set[tuple[UUID, int]]) -> Iterable[Event]:
    """The events of the act that was first to use each key; the rows of one act share theirs."""
    claimed: dict[tuple[UUID, int], UUID] = {}
    for event in events:
        keys = [(key, event.user_id) for key in event.keys]
        if all(
            key in won and claimed.setdefault(key, event.act_id) == event.act_id for key in keys
        ):
            yield event


def _insert(cls: type[Event], events: Sequence[Event]) -> int:
    if not events:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_statement(cls), [_encoded(cls, events)])
        (stored,) = cursor.fetchone()
    return int(stored)


def _statement(cls: type[Event]) -> str:
    names = ", ".join(COLUMNS[cls])
    return f"""
        WITH stored AS (
            INSERT INTO {cls.table} ({names})
            SELECT {names} FROM jsonb_populate_recordset(NULL::{cls.table}, %s::jsonb)
            ON CONFLICT DO NOTHING
            RETURNING user_id, occurred_at, received_at
        ), marks AS (
            INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
            SELECT gen_random_uuid(), user_id, min(occurred_at), max(occurred_at), min(received_at)
            FROM stored
            GROUP BY user_id, date_trunc('day', occurred_at AT TIME ZONE 'UTC')
        )
        SELECT count(*) FROM stored
    """  # noqa: S608  (names of our own classes)


def _encoded(cls: type[Event], events: Sequence[Event]) -> str:
    """In the order of their ids: batches that share some do not wait for each other in a circle."""
    ordered = sorted(events, key=lambda event: event.event_id)
    return orjson.dumps([_row(cls, event) for event in ordered]).decode()


def _row(cls: type[Event], event: Event) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in COLUMNS[cls]}
    if "context_type" in row:
        row["context_type"] = row["context_type"] or ""
    return row
