"""How content does over random ranges of random histories agrees with the oracle."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.models import User
from analytics.content.analytics import content_analytics
from analytics.content.author import BEST_HOURS, author_analytics
from analytics.content.popular import PopularOrder, popular_content
from analytics.content.trend import COUNTED, TOTALS
from ooumph import clock
from tests.analytics import content_ranges_oracle as oracle
from tests.analytics.events import aggregate, event, make_member, stored_rows
from tests.analytics.oracle import Fact
from tests.analytics.test_oracle import CONTENT_WORDS
from user_activity import writer
from user_activity.vocabulary import ContentType, InteractionType

HIDEABLE = {name for total in TOTALS for name in total}
MEMBERS = 8  # The last is a bot.
BEGINNING = datetime(2026, 3, 27, tzinfo=UTC)  # Two days before the clock changes in Europe.
INSTANTS = st.integers(0, 5 * 24 * 12).map(lambda n: BEGINNING + timedelta(minutes=5 * n))
COLUMNS = st.fixed_dictionaries(
    {
        "content_type": st.sampled_from([ContentType.POST, ContentType.COMMENT]),
        "content_id": st.sampled_from(["0", "1", "none"]),
        "duration_ms": st.sampled_from([None, 1000, 7_200_000]),
        "scroll_depth": st.sampled_from([None, 33.3333333, 100.0]),
        "visit_id": st.sampled_from(["", "v"]),
        "metadata": st.sampled_from(
            [{}, {}, {"reaction": "like"}, {"reaction": "love"}, {"privacy": "public"},
             {"privacy": "connections"}, {"unresolved": {"content": "missing"}},
             {"parent": {"type": "post", "id": "0"}}]
        ),
    }
)  # fmt: skip
# One after the other some members do the same.
CROWDS = st.tuples(
    st.sampled_from([*CONTENT_WORDS, InteractionType.VIEW, InteractionType.LIKE]),
    st.sets(st.integers(0, MEMBERS), max_size=MEMBERS),
    INSTANTS,
    COLUMNS,
)
RANGES = st.tuples(st.integers(-1, 6), st.integers(0, 6)).map(
    lambda found: (
        (first := BEGINNING.date() + timedelta(days=found[0])),
        first + timedelta(days=found[1]),
    )
)
FIGURES = (
    *("views", "unique_viewers", "likes", "reactions", "comments", "shares", "saves", "shown"),
    *("engaged", "visits", "time_spent_ms", "depth_visits", "depth_sum", "engagement_score"),
)


class Undone(Exception):
    """Ends an example's transaction."""


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    crowds=st.lists(CROWDS, max_size=25),
    ranges=st.lists(RANGES, min_size=2, max_size=3),
    platform=st.sampled_from(["UTC", "Asia/Kolkata", "Europe/Berlin"]),
)
def test_random_ranges(crowds: list[Any], ranges: list[tuple[date, date]], platform: str) -> None:
    with override_settings(PLATFORM_TIME_ZONE=platform), suppress(Undone), transaction.atomic():
        Checked(crowds, platform).check(ranges)
        raise Undone


class Checked:
    """A stored history, and what the oracle makes of its rows."""

    def __init__(self, crowds: list[Any], platform: str) -> None:
        self.platform = platform
        self.members = [make_member(f"member{n}", is_bot=n == MEMBERS - 1) for n in range(MEMBERS)]
        self.staff = make_member("root", is_staff=True)
        self.everyone = [0, *(member.pk for member in self.members)]
        for crowd in crowds:
            writer.store(self._events(*crowd))
        aggregate()
        self.facts: list[Fact] = [fact for fact in stored_rows() if fact.kind == "content"]
        self.histories = dict(oracle.histories(self.facts, platform))
        self.left_out = {self.members[-1].pk, self.staff.pk}

    def _events(self, word: Any, crowd: set[int], at: datetime, columns: Any) -> list[Any]:
        found = dict(columns)
        if found["content_id"] != "none":
            found["author_id"] = self.members[int(found["content_id"])].pk
        return [
            event(word, self.everyone[who], at + timedelta(minutes=7 * n), **found)
            for n, who in enumerate(sorted(crowd))
        ]

    def check(self, ranges: list[tuple[date, date]]) -> None:
        with clock.at(BEGINNING + timedelta(days=20)):
            for first, last in ranges:
                expected = {
                    item: oracle.figures(history, self.left_out, self.platform, first, last)
                    for item, history in self.histories.items()
                }
                for item in self.histories:
                    self.check_content(item, expected[item], first, last)
                for order in PopularOrder:
                    self.check_popular(order, expected, first, last)
                for author in self.members[:2]:
                    self.check_author(author, expected, first, last)

    def check_content(
        self, item: oracle.Item, expected: dict[str, Any], first: date, last: date
    ) -> None:
        asked = {"from_": first, "to": last}
        about: dict[str, Any] = {"content_type": item[0], "content_id": item[1], "asked": asked}
        found = content_analytics(viewer=self.staff, **about)
        assert figures(found.figures) == {name: expected[name] for name in FIGURES}, item
        trend = found.figures.trend_millionths / 1_000_000
        assert trend == pytest.approx(expected["trend_value"], abs=1e-4)
        history = self.histories[item]
        author = next((m for m in self.members if m.pk == history.author_id), None)
        own = content_analytics(viewer=author, **about).trend if author else None
        for n, point in enumerate(found.trend):
            counts, members = oracle.points(history, self.left_out, first + timedelta(days=n))
            assert {name: getattr(point, name) for name in COUNTED} == {
                name: counts[name] for name in COUNTED
            }
            for name in COUNTED if own else ():
                shown = getattr(own and own[n], name)
                assert shown in (None, counts[name])
                if shown and name in HIDEABLE - {"comments_removed"}:
                    assert members[name] >= 5

    def check_popular(
        self, order: PopularOrder, expected: dict[oracle.Item, Any], first: date, last: date
    ) -> None:
        scores = {item: self.score(order, item, each) for item, each in expected.items()}
        wanted = {item: score for item, score in scores.items() if score > 1e-5}
        page = popular_content(
            viewer=self.staff, order=order, asked={"from_": first, "to": last}, limit=100
        )
        found = {each.item: each.place.score for each in page.items}
        assert found == pytest.approx(wanted, abs=1e-4)
        assert list(found) == sorted(found, key=lambda item: (-found[item], item))
        for each in page.items:
            assert figures(each.figures) == {name: expected[each.item][name] for name in FIGURES}

    def score(self, order: PopularOrder, item: oracle.Item, expected: dict[str, Any]) -> float:
        match order:
            case PopularOrder.VIEWS:
                return float(expected["views"])
            case PopularOrder.ENGAGEMENT:
                return oracle.wilson_lower_bound(expected["engaged"], expected["shown"])
        eligible = expected["unique_viewers"] >= oracle.FLOOR and oracle.for_everyone(
            self.facts, self.platform, item
        )
        return expected["trend_value"] if eligible else 0.0

    def check_author(
        self, author: User, expected: dict[oracle.Item, Any], first: date, last: date
    ) -> None:
        own = {
            i: history for i, history in self.histories.items() if history.author_id == author.pk
        }
        found = author_analytics(
            viewer=self.staff, author_id=str(author.pk), asked={"from_": first, "to": last}
        )
        sums = {name: sum(expected[item][name] for item in own) for name in FIGURES}
        assert figures(found.figures) == sums
        reach, hours = oracle.audience(
            list(own.values()), self.left_out, self.platform, first, last
        )
        busiest = sorted(hours.items(), key=lambda each: (-each[1], each[0]))[:BEST_HOURS]
        assert found.reach == reach
        assert [(each.hour, each.members) for each in found.best_hours] == busiest


def figures(found: Any) -> dict[str, Any]:
    return {name: getattr(found, name) for name in FIGURES}
