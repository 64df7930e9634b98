"""Summaries and trends over HTTP: what is answered, to whom, and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from account.models import User
from tests.analytics.events import aggregate, make_member, store_acts
from tests.analytics.graphql.asking import META, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity.models import TouchedMember
from user_activity.zones import known_zones

pytestmark = pytest.mark.django_db(transaction=True)

COUNTS = "activityCounts { type count } contentInteractionCounts { type count }"
FIGURES = f"""
    range {{ from to }} {META} totalEvents {COUNTS} socialInteractionCounts {{ type count }}
    engagementScore activeDays currentStreakDays longestStreakDays mostActiveDay mostActiveHour
    averageDailyEvents changePercent
"""
SUMMARY = f"""
    query($userId: ID, $range: DateRangeInput) {{
        userActivitySummary(userId: $userId, range: $range) {{
            {FIGURES} previous {{ {FIGURES} previous {{ totalEvents }} }}
        }}
    }}
"""
POINT = "{ periodStart events activeUsers engagementScore movingAverage }"
TRENDS = f"""
    query($userId: ID, $scope: AnalyticsScope, $granularity: Granularity, $range: DateRangeInput) {{
        engagementTrends(
            userId: $userId, scope: $scope, granularity: $granularity, range: $range
        ) {{
            range {{ from to }} {META} granularity points {POINT} direction slope
            peak {POINT} trough {POINT}
        }}
    }}
"""
HISTORY = {"from": "2026-04-27", "to": "2026-05-31"}


def summary(client: Client, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(SUMMARY, **variables)["userActivitySummary"]
    return found


def trends(client: Client, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(TRENDS, **variables)["engagementTrends"]
    return found


@pytest.fixture
def small_history() -> None:
    """Two members in May 2026, most on the 27th."""
    for number, counts in enumerate([{4: 2, 20: 3, 27: 9}, {5: 1, 27: 4, 28: 2}]):
        user_id = make_member(f"past{number}").pk
        for day, count in counts.items():
            store_acts(user_id, date(2026, 5, day), count=count)
    aggregate()


class TestSummary:
    def test_of_what_one_did_today(self, member: Member) -> None:
        ada = member("ada")
        post = ada.mutate("createPost", {"text": "hi"}, "post { id }")["post"]["id"]
        ada.mutate("likePost", {"postId": post})
        aggregate()

        found = summary(ada)

        today = datetime.now(UTC).date()
        month = {"from": str(today - timedelta(days=29)), "to": str(today)}
        assert found["range"] == month
        # Signing up signs in (one act); a post (two rows, one act); a like.
        assert found["totalEvents"] == 3
        assert found["activityCounts"] == [
            {"type": "LOGIN", "count": 1},
            {"type": "POST_CREATE", "count": 1},
            {"type": "SIGNUP", "count": 1},
        ]
        assert found["contentInteractionCounts"] == [
            {"type": "CREATE", "count": 1},
            {"type": "LIKE", "count": 1},
        ]
        assert found["socialInteractionCounts"] == []
        assert found["engagementScore"] == 13
        assert (found["activeDays"], found["currentStreakDays"]) == (1, 1)
        assert (found["mostActiveDay"], found["longestStreakDays"]) == (str(today), 1)
        assert found["averageDailyEvents"] == pytest.approx(0.1)
        assert (found["changePercent"], found["previous"]["totalEvents"]) == (None, 0)
        assert found["previous"]["previous"] is None
        assert (found["meta"]["isPartial"], found["meta"]["timezone"]) == (True, "UTC")

    def test_before_aggregation_it_says_how_far_it_is_computed(self, member: Member) -> None:
        began = datetime.now(UTC)
        ada = member("ada")

        found = summary(ada)

        assert found["totalEvents"] == 0
        waiting = min(TouchedMember.objects.values_list("received_at", flat=True))
        assert found["meta"]["computedThrough"] == waiting.isoformat()
        assert began < waiting

    def test_staff_see_anyones(self, root: Client, small_history: None) -> None:
        user_id = User.objects.get(username="past0").pk

        found = summary(root, userId=user_id, range=HISTORY)

        assert (found["totalEvents"], found["mostActiveDay"]) == (14, "2026-05-27")
        assert found["mostActiveHour"] == 12

    def test_others_do_not(self, member: Member, small_history: None) -> None:
        ada = member("ada")
        past = User.objects.get(username="past0").pk

        assert summary(ada, userId=ada.id)["totalEvents"] == 0
        for user_id in (past, "999999", "x"):
            assert refused(ada, SUMMARY, userId=user_id) == ("FORBIDDEN", "userId")

    def test_nobody_signed_in_sees_nothing(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), SUMMARY) == ("UNAUTHENTICATED", None)
        assert refused(client_of_nobody(), TRENDS) == ("UNAUTHENTICATED", None)

    @pytest.mark.parametrize("user_id", ["999999", "0", "x", "", "9" * 30])
    def test_of_who_is_not_there(self, root: Client, user_id: str) -> None:
        for document in (SUMMARY, TRENDS):
            assert refused(root, document, userId=user_id)[0] in ("NOT_FOUND", "INVALID")


class TestRanges:
    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"last": "WEEK", "to": "2026-05-04"}, "range.last"),
            ({"last": "WEEK", "from": "2026-05-04"}, "range.last"),
            ({"from": "2026-05-04", "to": "2026-05-03"}, "range.from"),
            ({"from": "2001-01-01", "to": "2026-05-03"}, "range.from"),
            ({"from": "0001-01-01", "to": "0001-01-02"}, "range.from"),
            ({"to": "0001-01-02"}, "range.to"),
            ({"to": "9999-12-31"}, "range.to"),
        ],
    )
    def test_that_are_none(self, member: Member, asked: dict[str, str], field: str) -> None:
        ada = member("ada")

        for document in (SUMMARY, TRENDS):
            assert refused(ada, document, range=asked) == ("INVALID", field)

    @pytest.mark.parametrize(
        ("last", "days"), [("DAY", 1), ("WEEK", 7), ("MONTH", 30), ("QUARTER", 90), ("YEAR", 365)]
    )
    def test_that_end_today(self, member: Member, last: str, days: int) -> None:
        today = datetime.now(UTC).date()
        expected = {"from": str(today - timedelta(days=days - 1)), "to": str(today)}

        found = trends(member("ada"), range={"last": last})

        assert found["range"] == expected
        assert len(found["points"]) == days
        assert all(point["events"] == 0 for point in found["points"])

    def test_of_which_one_end_is_open(self, member: Member) -> None:
        ada, today = member("ada"), datetime.now(UTC).date()

        assert summary(ada, range={"from": str(today)})["range"]["to"] == str(today)
        assert summary(ada, range={"to": "2026-05-30"})["range"]["from"] == "2026-05-01"
        assert summary(ada, range={"last": None})["range"]["to"] == str(today)


class TestTrends:
    def test_the_busiest_day_of_the_platform(self, root: Client, small_history: None) -> None:
        found = trends(root, scope="PLATFORM", range=HISTORY)

        assert found["peak"] == {
            "periodStart": "2026-05-27",
            "events": 13,
            "activeUsers": 2,
            "engagementScore": 26,
            "movingAverage": pytest.approx(13 / 7),
        }
        assert found["trough"]["periodStart"] == "2026-04-27"
        assert len(found["points"]) == 35
        assert sum(point["events"] for point in found["points"]) == 21
        assert (found["meta"]["isPartial"], found["meta"]["timezone"]) == (False, "UTC")

    @pytest.mark.parametrize(
        ("granularity", "points"),
        [
            ("WEEKLY", [("2026-04-27", 0, 0), ("2026-05-04", 3, 2), ("2026-05-11", 0, 0),
                        ("2026-05-18", 3, 1), ("2026-05-25", 15, 2)]),
            ("MONTHLY", [("2026-04-01", 0, 0), ("2026-05-01", 21, 2)]),
        ],
    )  # fmt: skip
    def test_by_week_and_month(
        self, root: Client, small_history: None, granularity: str, points: list[Any]
    ) -> None:
        found = trends(root, scope="PLATFORM", granularity=granularity, range=HISTORY)

        assert [
            (point["periodStart"], point["events"], point["activeUsers"])
            for point in found["points"]
        ] == points

    def test_a_period_at_the_edge_counts_its_days_within(
        self, root: Client, small_history: None
    ) -> None:
        asked = {"from": "2026-05-05", "to": "2026-05-27"}

        for granularity in ("DAILY", "WEEKLY", "MONTHLY"):
            found = trends(root, scope="PLATFORM", granularity=granularity, range=asked)
            assert sum(point["events"] for point in found["points"]) == 17
        assert found["points"] == [{**found["peak"], "periodStart": "2026-05-01", "activeUsers": 2}]

    def test_bots_and_staff_are_left_out_at_the_edge_as_everywhere(
        self, root: Client, small_history: None
    ) -> None:
        for who in (make_member("bot", is_bot=True), make_member("helper", is_staff=True)):
            store_acts(who.pk, date(2026, 5, 27))
        aggregate()

        for asked in ({"from": "2026-05-26", "to": "2026-05-27"}, HISTORY):
            found = trends(root, scope="PLATFORM", granularity="WEEKLY", range=asked)
            assert found["points"][-1]["activeUsers"] == 2

    def test_of_a_member(self, root: Client, small_history: None) -> None:
        user_id = User.objects.get(username="past1").pk

        found = trends(root, userId=user_id, granularity="WEEKLY", range=HISTORY)

        assert [point["events"] for point in found["points"]] == [0, 1, 0, 0, 6]
        assert [point["activeUsers"] for point in found["points"]] == [0, 1, 0, 0, 1]

    def test_the_platforms_are_for_staff(self, member: Member, root: Client) -> None:
        ada = member("ada")

        assert refused(ada, TRENDS, scope="PLATFORM") == ("FORBIDDEN", "scope")
        assert refused(ada, TRENDS, userId=root.id) == ("FORBIDDEN", "userId")
        assert refused(root, TRENDS, scope="PLATFORM", userId=ada.id) == ("INVALID", "userId")


@pytest.mark.parametrize(
    ("document", "variables", "budget"),
    [
        (SUMMARY, {}, 3),
        (TRENDS, {}, 3),
        (TRENDS, {"granularity": "WEEKLY"}, 4),
        (TRENDS, {"scope": "PLATFORM"}, 3),
        (TRENDS, {"scope": "PLATFORM", "granularity": "MONTHLY"}, 5),
    ],
)
def test_the_queries_are_as_many_however_long_the_history(
    root: Client, document: str, variables: dict[str, str], budget: int
) -> None:
    asked = {**variables, "range": {"from": "2025-01-05", "to": "2026-05-29"}}
    signing_in = 2
    known_zones()  # Once a process.

    with counted_queries() as short:
        root.query(document, **asked)
    for days in range(0, 400, 3):
        store_acts(int(root.id), date(2025, 1, 5) + timedelta(days=days))
    aggregate()
    with counted_queries() as long:
        root.query(document, **asked)

    assert short.counts == (0, signing_in + budget), short.database
    assert long.counts == short.counts
