"""A visit counts once, on the day it began, and what it costs to say so is bounded."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from analytics import staging
from analytics.models import ContentMemberDay
from analytics.statements import fetch
from tests.analytics.events import aggregate, assert_exact, erase, event, make_member, utc
from user_activity import writer
from user_activity.events import Event
from user_activity.vocabulary import InteractionType

pytestmark = pytest.mark.django_db


def report(user_id: int, at: datetime, seconds: int, visit_id: str = "v", **more: Any) -> Event:
    word, duration = InteractionType.TIME_SPENT, seconds * 1000
    return event(word, user_id, at, duration_ms=duration, visit_id=visit_id, **more)


def times() -> dict[int, tuple[int | None, int | None]]:
    return {
        row.starts_on.day: (row.visits, row.time_spent_ms)
        for row in ContentMemberDay.objects.order_by("starts_on")
    }


class TestMidnight:
    def test_a_visit_that_goes_over_lies_on_the_day_it_began(self) -> None:
        ada = make_member("ada").pk
        writer.store([report(ada, utc(4, 23, 50), 300), report(ada, utc(5, 0, 10), 900)])

        aggregate()

        assert times() == {4: (1, 900_000), 5: (None, None)}
        assert_exact()

    def test_what_comes_later_and_goes_again_moves_it(self) -> None:
        ada = make_member("ada").pk
        parts = [report(ada, utc(day, 1), day * 60) for day in (4, 5, 6)]
        for part in reversed(parts):
            writer.store([part])
            aggregate()
            assert_exact()
        assert times() == {4: (1, 360_000), 5: (None, None), 6: (None, None)}

        for part in parts[:2]:
            erase([part])
            aggregate()
            assert_exact()

        assert times() == {6: (1, 360_000)}

    def test_what_is_no_report_does_not_make_it_go_on(self) -> None:
        ada = make_member("ada").pk
        liked = event(InteractionType.LIKE, ada, utc(5), visit_id="v")
        writer.store([report(ada, utc(4), 60), liked, report(ada, utc(6), 120)])

        aggregate()

        assert times() == {4: (1, 60_000), 5: (None, None), 6: (1, 120_000)}
        assert_exact()

    def test_without_a_name_it_ends_with_the_day(self) -> None:
        ada = make_member("ada").pk
        writer.store([report(ada, utc(4, 23, 59), 60, ""), report(ada, utc(5, 0, 1), 180, "")])

        aggregate()

        assert times() == {4: (1, 60_000), 5: (1, 180_000)}
        assert_exact()


def test_who_comes_back_every_day_costs_no_more_than_two_days() -> None:
    ada = make_member("ada").pk
    for day in range(1, 21):
        writer.store([report(ada, utc(day), 60, f"visit of {day}")])
    aggregate()
    assert_exact()

    today = {(ada, date(2026, 5, 20))}
    staging.stage(today, today, {ada: "UTC"})

    days = {day for (day,) in fetch("SELECT day FROM batch_platform_day", {})}
    assert days == {date(2026, 5, 20) - timedelta(days=n) for n in (0, 1)}
