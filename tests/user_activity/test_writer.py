"""Storing: exactly once to the row, in the month it belongs to, and never without a mark."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from time import sleep
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from ooumph.ids import new_id
from user_activity import partitions, writer
from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.models import EventKey, TouchedMember, UserActivity
from user_activity.tasks import make_partitions_ahead, prune_event_keys
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    InteractionType,
    SocialInteractionType,
    Source,
)

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def search(**columns: Any) -> ActivityEvent:
    values: dict[str, Any] = {
        "event_id": new_id(),
        "act_id": new_id(),
        "user_id": 7,
        "occurred_at": NOON,
        "received_at": NOON,
        "source": Source.CLIENT,
        "activity_type": ActivityType.SEARCH,
    }
    return ActivityEvent(**{**values, **columns})


def common(event: Event) -> dict[str, Any]:
    return {
        "event_id": new_id(),
        "act_id": event.act_id,
        "user_id": event.user_id,
        "occurred_at": event.occurred_at,
        "received_at": event.received_at,
        "source": event.source,
    }


def test_every_column_is_stored() -> None:
    activity = search(
        session_id=new_id(),
        request_id=new_id(),
        ip="203.0.113.0",
        device="mobile/Android/Chrome",
        metadata={"a": {"b": [1, None, "ü"]}},
        description="x",
        success=False,
    )
    content = ContentEvent(
        **common(activity),
        interaction_type=InteractionType.TIME_SPENT,
        content_type=ContentType.POST,
        content_id="p",
        author_id=9,
        duration_ms=1500,
        scroll_depth=12.5,
        surface="home",
        position=3,
        impression_id="i",
        visit_id="v",
    )
    social = SocialEvent(
        **common(activity), interaction_type=SocialInteractionType.MENTION, target_user_id=8
    )

    assert writer.store([activity, content, social]) == writer.Stored(rows=3, duplicates=0)

    for event in (activity, content, social):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {event.table}")  # noqa: S608  (our own)
            (row,) = cursor.fetchall()
            stored = dict(zip([column.name for column in cursor.description], row, strict=True))
        for name in writer.COLUMNS[type(event)]:
            value = getattr(event, name)
            expected = "" if name == "context_type" and value is None else value
            if name == "metadata":
                assert UserActivity.objects.get().metadata == activity.metadata
            else:
                assert str(stored[name]) == str(expected), name


def test_storing_again_changes_nothing() -> None:
    events = [search() for _ in range(5)]

    assert writer.store(events) == writer.Stored(rows=5, duplicates=0)
    assert writer.store(events + events[:2]) == writer.Stored(rows=0, duplicates=7)
    assert writer.store([*events, search()]) == writer.Stored(rows=1, duplicates=5)
    assert UserActivity.objects.count() == 6


def test_a_chosen_id_counts_once_whatever_its_time() -> None:
    key = new_id()

    def attempt(minutes: int) -> ActivityEvent:
        return search(event_id=key, keys=(key,), occurred_at=NOON - timedelta(minutes=minutes))

    assert writer.store([attempt(1), attempt(2)]) == writer.Stored(rows=1, duplicates=1)
    assert writer.store([attempt(3)]) == writer.Stored(rows=0, duplicates=1)
    assert writer.store([search(event_id=key, keys=(key,), user_id=8)]).rows == 1


def test_the_rows_of_one_act_share_its_key() -> None:
    key, act, again = new_id(), new_id(), new_id()

    first = [search(keys=(key,), act_id=act), search(keys=(key,), act_id=act)]
    assert writer.store([*first, search(keys=(key,), act_id=again)]).rows == 2
    assert writer.store([search(keys=(key,), act_id=again)]).rows == 0


def test_a_chosen_id_is_won_once_at_one_instant() -> None:
    key = new_id()

    def attempt(number: int) -> int:
        try:
            event = search(event_id=key, keys=(key,), occurred_at=NOON + timedelta(number))
            return writer.store([event]).rows
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 1


def test_a_batch_is_stored_whole_or_not_at_all() -> None:
    too_long = search(description="x" * 501)

    with pytest.raises(Exception, match="value too long"):
        writer.store([search(keys=(new_id(),)), too_long])

    assert UserActivity.objects.count() == 0
    assert EventKey.objects.count() == 0
    assert TouchedMember.objects.count() == 0


def test_what_was_stored_marks_its_members_days_and_duplicates_mark_nothing() -> None:
    events = [
        search(occurred_at=NOON),
        search(occurred_at=NOON + timedelta(hours=3), received_at=NOON + timedelta(hours=4)),
        search(occurred_at=NOON + timedelta(days=1)),
        search(user_id=8),
    ]
    writer.store(events)

    marks = TouchedMember.objects.order_by("user_id", "first_at")
    assert [(m.user_id, m.first_at, m.last_at, m.received_at) for m in marks] == [
        (7, NOON, NOON + timedelta(hours=3), NOON),
        (7, NOON + timedelta(days=1), NOON + timedelta(days=1), NOON),
        (8, NOON, NOON, NOON),
    ]
    TouchedMember.objects.all().delete()
    writer.store(events)
    assert TouchedMember.objects.count() == 0


def partition_of(event_id: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM user_activity WHERE event_id = %s", [event_id]
        )
        found: str = cursor.fetchone()[0]
    return found


def test_a_row_lies_in_its_month_and_waits_in_the_default_one_until_there_is_one() -> None:
    waiting = search(occurred_at=datetime(2031, 5, 31, 23, 59, 59, 999999, tzinfo=UTC))
    writer.store([waiting])
    assert partition_of(waiting.event_id) == "user_activity_default"

    made = partitions.ensure_partitions(date(2031, 5, 7), date(2031, 6, 1))
    try:
        assert made == [
            f"{table}_2031_{month}" for table in partitions.TABLES for month in ("05", "06")
        ]
        assert partitions.ensure_partitions(date(2031, 5, 1), date(2031, 6, 30)) == []
        assert partition_of(waiting.event_id) == "user_activity_2031_05"
        assert writer.store([waiting]).rows == 0
        next_month = search(occurred_at=datetime(2031, 6, 1, tzinfo=UTC))
        writer.store([next_month])
        assert partition_of(next_month.event_id) == "user_activity_2031_06"
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def test_partitions_made_by_two_at_once() -> None:
    def ensure(_: int) -> list[str]:
        try:
            return partitions.ensure_partitions(date(2032, 1, 1), date(2032, 2, 1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = [name for names in pool.map(ensure, range(4)) for name in names]
    try:
        assert sorted(made) == sorted(
            f"{table}_2032_{month}" for table in partitions.TABLES for month in ("01", "02")
        )
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def test_the_months_ahead_are_there() -> None:
    make_partitions_ahead()

    now = search(occurred_at=datetime.now(UTC))
    writer.store([now])
    assert partition_of(now.event_id) == f"user_activity_{now.occurred_at:%Y_%m}"


def test_ids_are_forgotten_past_the_horizon(settings: Any) -> None:
    settings.ACTIVITY_EVENT_KEY_DAYS = 30
    now = datetime.now(UTC)
    old, young = new_id(), new_id()
    writer.store([search(keys=(old,), received_at=now - timedelta(days=31))])
    writer.store([search(keys=(young,), received_at=now - timedelta(days=29))])

    assert prune_event_keys() == 1

    assert [key.event_id for key in EventKey.objects.all()] == [young]


def test_batches_that_share_ids_in_any_order_do_not_wait_in_a_circle() -> None:
    def chosen() -> ActivityEvent:
        key = new_id()
        return search(event_id=key, keys=(key,))

    events = [*(chosen() for _ in range(200)), *(search() for _ in range(200))]

    def attempt(number: int) -> int:
        try:
            return writer.store(events if number % 2 else events[::-1]).rows
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(8))) == 400
    assert UserActivity.objects.count() == 400


def test_a_row_that_arrives_while_its_month_is_made_moves_into_it() -> None:
    late = search(occurred_at=datetime(2033, 5, 1, tzinfo=UTC))
    made: list[str] = []

    def ensure() -> None:
        try:
            made.extend(partitions.ensure_partitions(date(2033, 5, 1), date(2033, 5, 1)))
        finally:
            connections.close_all()

    maker = Thread(target=ensure)
    with transaction.atomic():
        writer.store([late])
        maker.start()
        wait_for_a_lock()
    maker.join()
    try:
        assert made == [f"{table}_2033_05" for table in partitions.TABLES]
        assert partition_of(late.event_id) == "user_activity_2033_05"
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def wait_for_a_lock() -> None:
    """Until another connection waits for what this one holds."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
