"""Summaries and trends of random ranges of random histories agree with the oracle."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.models import User
from analytics.scoring import direction, slope
from analytics.summary import UserActivitySummary, user_activity_summary
from analytics.trends import EngagementTrends, Granularity, Scope, engagement_trends
from ooumph import clock
from tests.analytics import oracle, ranges_oracle
from tests.analytics.events import aggregate, event, make_member, stored_rows
from user_activity import writer
from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

ZONES = ["UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Berlin"]
WORDS: list[Word] = [
    ActivityType.PAGE_VIEW,
    InteractionType.IMPRESSION,
    SocialInteractionType.MESSAGE_SEND,
]
BEGINNING = datetime(2026, 2, 20, tzinfo=UTC)
NOW = BEGINNING + timedelta(days=50, hours=20)  # Another day in Kolkata.
EVENTS = st.tuples(
    st.sampled_from(WORDS),
    st.integers(0, 2),
    st.integers(0, 50 * 24).map(lambda hours: BEGINNING + timedelta(hours=hours)),
)
RANGES = st.tuples(st.integers(-5, 53), st.integers(0, 60)).map(
    lambda found: (
        (first := BEGINNING.date() + timedelta(days=found[0])),
        first + timedelta(days=found[1]),
    )
)


class Undone(Exception):
    """Ends an example's transaction."""


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    events=st.lists(EVENTS, max_size=60),
    zones=st.lists(st.sampled_from(ZONES), min_size=3, max_size=3),
    ranges=st.lists(RANGES, min_size=3, max_size=3),
    platform=st.sampled_from(["UTC", "Asia/Kolkata"]),
)
def test_random_ranges(
    events: list[Any], zones: list[str], ranges: list[tuple[date, date]], platform: str
) -> None:
    with override_settings(PLATFORM_TIME_ZONE=platform), suppress(Undone), transaction.atomic():
        check(events, zones, ranges, platform)
        raise Undone


def check(
    events: list[Any], zones: list[str], ranges: list[tuple[date, date]], platform: str
) -> None:
    members = [make_member(f"member{n}", zone) for n, zone in enumerate(zones)]
    staff = make_member("root", is_staff=True)
    writer.store([event(word, members[who].pk, at) for word, who, at in events])
    aggregate()
    facts = stored_rows()
    with clock.at(NOW):
        for first, last in ranges:
            for member in members:
                mine = [fact for fact in facts if fact.user_id == member.pk]
                check_summary(member, mine, first, last)
                found = ask_trends(member, first, last, Scope.MEMBER)
                check_trends(found, mine, member.timezone, first, last)
            found = ask_trends(staff, first, last, Scope.PLATFORM)
            check_trends(found, facts, platform, first, last)


def check_summary(member: User, facts: list[oracle.Fact], first: date, last: date) -> None:
    today = clock.now().astimezone(ZoneInfo(member.timezone)).date()
    found = user_activity_summary(viewer=member, asked={"from_": first, "to": last})
    assert figures(found) == ranges_oracle.summary(facts, member.timezone, first, last, today)
    length = (last - first) + ranges_oracle.DAY
    assert found.previous is not None
    assert figures(found.previous) == ranges_oracle.summary(
        facts, member.timezone, first - length, last - length, today
    )


def figures(found: UserActivitySummary) -> dict[str, Any]:
    names = (
        "total_events engagement_score active_days current_streak_days longest_streak_days"
        " most_active_day most_active_hour average_daily_events"
    )
    return {
        **{name: getattr(found, name) for name in names.split()},
        "activity": Counter({each.type: each.count for each in found.activity_counts}),
        "content": Counter({each.type: each.count for each in found.content_interaction_counts}),
        "social": Counter({each.type: each.count for each in found.social_interaction_counts}),
    }


def ask_trends(viewer: User, first: date, last: date, scope: Scope) -> list[EngagementTrends]:
    return [
        engagement_trends(
            viewer=viewer, scope=scope, granularity=each, asked={"from_": first, "to": last}
        )
        for each in Granularity
    ]


def check_trends(
    found: list[EngagementTrends], facts: list[oracle.Fact], zone: str, first: date, last: date
) -> None:
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    rows = oracle.days(facts, lambda _: zone)
    sums = ranges_oracle.weekly_sums(rows, first, last, today)
    for trends in found:
        expected = ranges_oracle.points(rows, first, last, trends.granularity)
        assert [tuple(as_values(point)) for point in trends.points] == expected
        assert (trends.slope, trends.direction) == (slope(sums), direction(sums))


def as_values(point: Any) -> list[Any]:
    return [
        point.period_start,
        point.events,
        point.active_users,
        point.engagement_score,
        point.moving_average,
    ]
