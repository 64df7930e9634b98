"""Storing: exactly once to the row, in the month it belongs to, and never without a mark."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from ooumph.ids import new_id
from user_activity import writer
from user_activity.codec import COLUMNS, EVENT_CLASSES
from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.models import DeadLetter, EventKey, EventTally, TouchedMember, UserActivity
from user_activity.services import ActivityService
from user_activity.tasks import prune_event_keys
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
        for name in COLUMNS[EVENT_CLASSES.index(type(event))]:
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


@pytest.mark.parametrize("at_once", [True, False])
def test_an_id_that_only_a_duplicate_brought_is_free(at_once: bool) -> None:
    taken, free = new_id(), new_id()
    events: list[Event] = [
        search(event_id=taken, keys=(taken,)),
        search(keys=(taken, free)),
        search(event_id=free, keys=(free,)),
    ]
    for batch in [events] if at_once else [[event] for event in events]:
        writer.store(batch)

    stored = set(UserActivity.objects.values_list("event_id", flat=True))
    assert stored == {taken, free}


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


def test_a_bad_row_is_a_dead_letter_and_costs_the_others_nothing() -> None:
    good = [search() for _ in range(20)]
    too_long = search(description="x" * 501, keys=(new_id(),))
    nul = search(metadata={"a": "\0"}, user_id=8)

    stored = writer.store([*good[:7], too_long, *good[7:], nul])

    assert (stored.rows, stored.duplicates, len(stored.bad)) == (20, 0, 2)
    letters = DeadLetter.objects.order_by("user_id")
    assert [(each.reason, each.kind, each.user_id) for each in letters] == [
        ("refused", "activity:search", 7),
        ("refused", "activity:search", 8),
    ]
    assert "too long" in letters[0].error
    assert TouchedMember.objects.filter(user_id=8).count() == 0


def test_a_batch_that_fails_leaves_nothing() -> None:
    with transaction.atomic():
        writer.store([search(keys=(new_id(),)), search(description="x" * 501)])
        transaction.set_rollback(True)

    for model in (UserActivity, EventKey, TouchedMember, DeadLetter, EventTally):
        assert model.objects.count() == 0


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


def test_an_id_that_was_given_counts_once_whatever_its_time() -> None:
    given = new_id()
    for minutes in (0, 5):
        ActivityService.track_activity(
            activity_type=ActivityType.SEARCH,
            user_id=7,
            event_id=given,
            occurred_at=NOON + timedelta(minutes=minutes),
        )

    assert [row.occurred_at for row in UserActivity.objects.all()] == [NOON]
