"""Folding changes how many rows hold the counts, never what they say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction

from ooumph import clock
from ooumph.ids import new_id
from tests.watching import at_once
from user_activity.models import EventTally
from user_activity.tallies import Outcome, Tally
from user_activity.tallies_store import fold_tallies, sums

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
VIEW, LIKE = "content:view", "content:like"


def count(at: datetime, events: int, kind: str = VIEW, outcome: Outcome = Outcome.STORED) -> None:
    EventTally.objects.create(
        id=new_id(), counted_at=at, outcome=outcome, kind=kind, reason="", events=events
    )


def rows() -> list[tuple[str, str, int]]:
    found = EventTally.objects.order_by("counted_at", "kind", "events")
    return [(f"{row.counted_at:%m-%d %H:%M}", row.kind, row.events) for row in found]


def fold() -> int:
    with clock.at(NOW):
        return fold_tallies()


def test_hours_that_are_over_become_a_row_each_and_old_months_one() -> None:
    for at, events in (
        (datetime(2026, 8, 31, 23, 59, tzinfo=UTC), 1),
        (datetime(2026, 8, 1, 0, 0, tzinfo=UTC), 2),
        (datetime(2026, 9, 1, 0, 0, 1, tzinfo=UTC), 4),
        (datetime(2026, 11, 23, 9, 59, tzinfo=UTC), 8),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 16),
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), 32),
        (datetime(2026, 11, 23, 12, 0, tzinfo=UTC), 64),
        (datetime(2026, 11, 23, 12, 1, tzinfo=UTC), 128),
    ):
        count(at, events)
        count(at, events, LIKE)

    assert fold() == 10

    expected = [
        ("08-01 00:00", 3),
        ("09-01 00:00", 4),
        ("11-23 09:00", 24),
        ("11-23 10:00", 32),
        ("11-23 12:00", 64),
        ("11-23 12:01", 128),
    ]
    assert rows() == [(at, kind, events) for at, events in expected for kind in (LIKE, VIEW)]
    assert fold() == 0


def test_what_comes_late_joins_its_hour() -> None:
    early = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    for events in (1, 2, 4):
        count(early, events)
        fold()
    assert rows() == [("11-23 09:00", VIEW, 7)]


def test_the_last_hour_is_sixty_clock_minutes() -> None:
    for at, events in (("11:34:59", 1), ("11:35:00", 2), ("12:34:10", 4)):
        count(datetime.fromisoformat(f"2026-11-23T{at}+00:00"), events)
    count(NOW, 8, LIKE, Outcome.DUPLICATE)

    with clock.at(NOW):
        found = sums()

    duplicate = Tally(Outcome.DUPLICATE, LIKE)
    assert found.holds == found.counted == {Tally(Outcome.STORED, VIEW): 7, duplicate: 8}
    assert found.last_hour == {Tally(Outcome.STORED, VIEW): 6, duplicate: 8}


def test_what_is_taken_back_never_lowers_what_was_counted() -> None:
    for events in (5, 3, -5):
        count(NOW - timedelta(days=1), events, outcome=Outcome.DEAD_LETTER)
    count(NOW, -3, outcome=Outcome.DEAD_LETTER)
    letters = Tally(Outcome.DEAD_LETTER, VIEW)

    for _ in range(2):
        found = sums()
        assert (found.holds, found.counted, found.last_hour) == ({letters: 0}, {letters: 8}, {})
        fold()

    assert rows() == [
        ("11-22 12:00", VIEW, -5),
        ("11-22 12:00", VIEW, 8),
        ("11-23 12:34", VIEW, -3),
    ]


def test_two_folds_at_once_and_writers_beside_them_keep_the_sum() -> None:
    start = NOW - timedelta(days=1)
    for second in range(300):
        count(start + timedelta(seconds=second), 1)

    def folding() -> None:
        try:
            for _ in range(5):
                fold()
        finally:
            connections.close_all()

    def writing() -> None:
        try:
            for _ in range(50):
                count(start, 1)
        finally:
            connections.close_all()

    at_once(folding, writing, folding)
    fold()

    assert rows() == [("11-22 12:00", VIEW, 350)]


def test_a_fold_that_is_killed_leaves_all_as_it_was() -> None:
    count(NOW - timedelta(days=1), 1)
    count(NOW - timedelta(days=1), 2)
    before = rows()

    with transaction.atomic():
        assert fold() == 2
        transaction.set_rollback(True)

    assert rows() == before


def test_another_folds_rows_are_left_to_it() -> None:
    count(NOW - timedelta(days=1), 1)
    count(NOW - timedelta(days=1), 2)
    folded = []

    def folding() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 5000")
        folded.append(fold())
        connections.close_all()

    with transaction.atomic():
        fold()
        at_once(folding)

    assert folded == [0]
    assert rows() == [("11-22 12:00", VIEW, 3)]
