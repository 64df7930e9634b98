"""What a summary says of a range of days, at an instant."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db.models import Model

from account.models import User
from analytics.freshness import (
    AnalyticsMeta,
    content_meta,
    members_meta,
    overview_meta,
    platform_meta,
)
from analytics.models import TouchedContentDay, TouchedPlatformDay
from analytics.summary import UserActivitySummary, user_activity_summary
from analytics.trends import Granularity, Scope, engagement_trends
from ooumph import clock
from ooumph.ids import new_id
from ooumph.ranges import DayRange
from tests.analytics.events import aggregate, event, make_member, store_acts
from user_activity import writer
from user_activity.models import TouchedMember
from user_activity.vocabulary import SocialInteractionType

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 15, tzinfo=UTC)


@pytest.fixture
def ada() -> User:
    return make_member("ada")


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def ask(member: User, **asked: Any) -> UserActivitySummary:
    aggregate()
    with clock.at(NOW):
        return user_activity_summary(viewer=member, asked=asked)


class TestStreaks:
    @pytest.mark.parametrize(
        ("active", "current", "longest"),
        [
            ([], 0, 0),
            ([0], 1, 1),
            ([1], 1, 1),
            ([2], 0, 1),
            ([0, 1, 2, 5, 6], 3, 3),
            ([1, 2, 5, 6, 7], 2, 3),
            (list(range(45)), 45, 45),
        ],
    )
    def test_the_current_one_survives_until_the_end_of_today(
        self, ada: User, active: list[int], current: int, longest: int
    ) -> None:
        for days in active:
            store_acts(ada.pk, days_ago(days))

        found = ask(ada)

        assert (found.current_streak_days, found.longest_streak_days) == (current, longest)

    def test_of_a_range_in_the_past_they_are_as_they_stood_then(self, ada: User) -> None:
        for days in (3, 4, 5, 10, 11, 12, 13):
            store_acts(ada.pk, days_ago(days))

        then = ask(ada, from_=days_ago(9), to=days_ago(4))
        broken = ask(ada, from_=days_ago(9), to=days_ago(6))

        assert (then.current_streak_days, then.longest_streak_days) == (2, 4)
        assert (broken.current_streak_days, broken.longest_streak_days) == (0, 4)

    def test_today_is_the_members(self) -> None:
        kolkata = make_member("kolkata", "Asia/Kolkata")
        late = datetime(2026, 5, 18, 19, tzinfo=UTC)  # The 19th in Kolkata.
        writer.store([event(SocialInteractionType.MESSAGE_SEND, kolkata.pk, late)])
        aggregate()

        with clock.at(datetime(2026, 5, 20, 18, tzinfo=UTC)):
            before_midnight = user_activity_summary(viewer=kolkata)
        with clock.at(datetime(2026, 5, 20, 19, tzinfo=UTC)):
            after_midnight = user_activity_summary(viewer=kolkata)

        assert before_midnight.current_streak_days == 1
        assert after_midnight.current_streak_days == 0


class TestComparison:
    def test_with_the_days_before(self, ada: User) -> None:
        store_acts(ada.pk, days_ago(0), count=3)
        store_acts(ada.pk, days_ago(7), count=4)

        found = ask(ada, last="week")

        assert found.previous is not None
        assert (found.total_events, found.previous.total_events) == (3, 4)
        assert found.change_percent == -25
        assert found.previous.range.last == days_ago(7)
        assert (found.previous.previous, found.previous.change_percent) == (None, None)

    def test_from_nothing_there_is_no_percentage(self, ada: User) -> None:
        store_acts(ada.pk, TODAY)

        assert ask(ada, last="week").change_percent is None

    def test_ties_go_to_the_earliest(self, ada: User) -> None:
        for days in (1, 2, 3):
            store_acts(ada.pk, days_ago(days), count=2, hour=20 + days % 2)

        found = ask(ada)

        assert (found.most_active_day, found.most_active_hour) == (days_ago(3), 21)


class TestFreshness:
    def test_without_marks_it_is_now(self, ada: User) -> None:
        found = ask(ada)

        assert (found.meta.computed_through, found.meta.timezone) == (NOW, "UTC")

    def test_what_waits_is_said(self, ada: User) -> None:
        received = datetime.now(UTC)
        store_acts(ada.pk, days_ago(3))
        with clock.at(NOW):
            around = user_activity_summary(
                viewer=ada, asked={"from_": days_ago(4), "to": days_ago(2)}
            )
            later = user_activity_summary(
                viewer=ada, asked={"from_": days_ago(2), "to": days_ago(1)}
            )

        assert (around.total_events, around.meta.is_partial) == (0, True)
        assert later.meta.is_partial is False
        assert later.previous is not None
        assert later.previous.meta.is_partial is True
        assert later.meta.computed_through == min(NOW, around.meta.computed_through)
        assert around.meta.computed_through >= min(NOW, received)

    @pytest.mark.parametrize(("first", "last", "partial"), [(1, 0, True), (2, 1, False)])
    def test_the_running_day_is_partial(
        self, ada: User, first: int, last: int, partial: bool
    ) -> None:
        assert ask(ada, from_=days_ago(first), to=days_ago(last)).meta.is_partial is partial

    @pytest.mark.parametrize(
        ("ask", "queues"),
        [(platform_meta, "MP"), (content_meta, "MC"), (members_meta, "M"), (overview_meta, "MCP")],
    )
    def test_each_kind_of_number_waits_for_the_queues_that_it_is_made_of(
        self, ask: Callable[[DayRange], AnalyticsMeta], queues: str
    ) -> None:
        day, received_at = days_ago(3), NOW - timedelta(hours=1)
        begins = datetime.combine(day, time(), UTC)
        mark: dict[str, Any] = {"id": new_id(), "received_at": received_at}
        marks: dict[str, Model] = {
            "M": TouchedMember(user_id=1, first_at=begins, last_at=begins, **mark),
            "C": TouchedContentDay(content_type="post", content_id="p", day=day, **mark),
            "P": TouchedPlatformDay(day=day, **mark),
        }
        for queue, waiting in marks.items():
            waiting.save(force_insert=True)
            with clock.at(NOW):
                on, after = (ask(DayRange(each, each)) for each in (day, days_ago(2)))
            waiting.delete()

            assert on.is_partial is (queue in queues)
            assert after.is_partial is False
            assert on.computed_through == (received_at if queue in queues else NOW)


class TestTrends:
    @pytest.mark.parametrize(
        ("weekly", "direction"),
        [([5] * 6, "stable"), ([2, 4, 6, 8], "rising"), ([8, 4, 2], "falling")],
    )
    def test_weekends_are_no_trend(self, ada: User, weekly: list[int], direction: str) -> None:
        first = days_ago(7 * len(weekly))
        for week, count in enumerate(weekly):
            for day in (0, 1, 2):
                store_acts(ada.pk, first + timedelta(days=7 * week + day), count=count)
        aggregate()

        with clock.at(NOW):
            for granularity in Granularity:
                found = engagement_trends(
                    viewer=ada, granularity=granularity, asked={"from_": first, "to": TODAY}
                )
                assert found.direction == direction

    def test_joining_is_no_trend(self, ada: User) -> None:
        for days in range(20):
            store_acts(ada.pk, days_ago(days))
        aggregate()

        with clock.at(NOW):
            found = engagement_trends(viewer=ada, asked={"last": "quarter"})

        assert (found.direction, found.slope) == ("stable", 0)

    def test_bots_did_nothing_on_the_platform_before_its_first_member(self) -> None:
        root = make_member("root", is_staff=True)
        store_acts(make_member("bot", is_bot=True).pk, days_ago(40))
        store_acts(root.pk, days_ago(40))
        ada = make_member("one")
        for days in range(14):
            store_acts(ada.pk, days_ago(days))
        aggregate()

        with clock.at(NOW):
            found = engagement_trends(viewer=root, scope=Scope.PLATFORM, asked={"last": "month"})

        assert (found.direction, found.slope) == ("stable", 0)

    def test_of_nothing_there_is_no_peak(self, ada: User) -> None:
        with clock.at(NOW):
            found = engagement_trends(viewer=ada)

        assert (found.peak, found.trough, len(found.points)) == (None, None, 30)
