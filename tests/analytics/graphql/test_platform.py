"""The platform's overview and its members' return over HTTP: exact, and for staff alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from account.models import User
from tests.analytics.events import aggregate, event, make_member, store_acts, utc
from tests.analytics.graphql.asking import META, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.vocabulary import InteractionType
from user_activity.zones import known_zones

pytestmark = pytest.mark.django_db(transaction=True)
VIEW, LIKE, UNLIKE = InteractionType.VIEW, InteractionType.LIKE, InteractionType.UNLIKE
THREE_WEEKS = {"from": "2026-05-04", "to": "2026-05-24"}
CYCLE = "newUsers returningUsers resurrectedUsers dormantUsers"
OVERVIEW = f"""
    query($granularity: Granularity, $range: DateRangeInput) {{
        platformOverview(granularity: $granularity, range: $range) {{
            range {{ from to }} {META} granularity
            points {{ periodStart activeUsers {CYCLE} events sessions engagementScore }}
            dau wau mau stickiness
            sessionStatistics {{
                count averageDurationSeconds medianDurationSeconds singleEventShare
            }}
            contentTotals {{ views viewerItemPairs likes }} leftOut {{ activeUsers events }}
        }}
    }}
"""
RETENTION = f"""
    query($granularity: Granularity, $range: DateRangeInput) {{
        retention(granularity: $granularity, range: $range) {{
            range {{ from to }} {META} granularity
            cohorts {{
                cohortStart size
                periods {{ index periodStart on onShare onOrAfter onOrAfterShare }}
            }}
        }}
    }}
"""


def overview(client: Client, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(OVERVIEW, **variables)["platformOverview"]
    return found


def retention(client: Client, **variables: Any) -> list[Any]:
    """(start, size, [on], [on or after]) of each cohort."""
    found = client.query(RETENTION, **variables)["retention"]["cohorts"]
    return [
        (
            cohort["cohortStart"],
            cohort["size"],
            [each["on"] for each in cohort["periods"]],
            [each["onOrAfter"] for each in cohort["periods"]],
        )
        for cohort in found
    ]


@pytest.fixture
def three_weeks() -> None:
    """One comes each week, one stays away for a week, one comes once; a bot comes too."""
    days = {"steady": [4, 5, 12, 19], "back": [5, 19], "once": [12]}
    for name, of_member in days.items():
        user_id = make_member(name).pk
        for day in of_member:
            store_acts(user_id, date(2026, 5, day), count=3 if day == 4 else 1)
    store_acts(make_member("bot", is_bot=True).pk, date(2026, 5, 5), count=7)
    aggregate()


class TestOverview:
    def test_by_week(self, root: Client, three_weeks: None) -> None:
        found = overview(root, granularity="WEEKLY", range=THREE_WEEKS)

        names = ("activeUsers", *CYCLE.split(), "events", "sessions", "engagementScore")
        points = [(p["periodStart"], *(p[name] for name in names)) for p in found["points"]]
        assert points == [
            ("2026-05-04", 2, 2, 0, 0, 0, 5, 3, 10),
            ("2026-05-11", 2, 1, 1, 0, 1, 2, 2, 4),
            ("2026-05-18", 2, 0, 1, 1, 1, 2, 2, 4),
        ]
        assert (found["meta"]["isPartial"], found["meta"]["timezone"]) == (False, "UTC")

    def test_its_last_day(self, root: Client, three_weeks: None) -> None:
        on_sunday = overview(root, range=THREE_WEEKS)
        on_tuesday = overview(root, range={"from": "2026-05-12", "to": "2026-05-19"})

        names = ("dau", "wau", "mau", "stickiness")
        assert [on_sunday[name] for name in names] == [0, 2, 3, pytest.approx(7 / 28 / 3)]
        assert [on_tuesday[name] for name in names] == [2, 2, 3, pytest.approx(7 / 28 / 3)]

    def test_sessions_and_who_is_left_out(self, root: Client, three_weeks: None) -> None:
        found = overview(root, range=THREE_WEEKS)

        assert found["sessionStatistics"] == {
            "count": 7,
            "averageDurationSeconds": pytest.approx(2 / 7),
            "medianDurationSeconds": 0,
            "singleEventShare": pytest.approx(6 / 7),
        }
        assert found["leftOut"] == {"activeUsers": 1, "events": 7}

    def test_a_period_that_the_range_cuts(self, root: Client, three_weeks: None) -> None:
        asked = {"from": "2026-05-05", "to": "2026-05-19"}

        found = overview(root, granularity="MONTHLY", range=asked)

        (point,) = found["points"]
        assert (point["periodStart"], point["activeUsers"], point["events"]) == ("2026-05-01", 3, 6)
        # Who came on the 4th, in this month before the range, returns.
        assert [point[name] for name in CYCLE.split()] == [2, 1, 0, None]
        days = overview(root, range=asked)["points"]
        assert len(days) == 15
        assert sum(day["events"] for day in days) == 6

    def test_content_that_everybody_may_see(self, root: Client) -> None:
        author, bob, eve = (make_member(name).pk for name in ("author", "bob", "eve"))
        here: dict[str, Any] = {"author_id": author, "content_id": "open"}
        closed: dict[str, Any] = {"author_id": author, "content_id": "closed"}
        private = {**closed, "metadata": {"privacy": "connections"}}
        writer.store(
            [
                event(InteractionType.CREATE, author, utc(4), **private),
                *(event(VIEW, who, utc(5, 9, who % 60), **here) for who in (author, bob, bob, eve)),
                event(VIEW, bob, utc(6), **here),
                event(VIEW, bob, utc(6), content_id="imported"),
                event(VIEW, bob, utc(6), **closed),
                *(event(LIKE, who, utc(6), **here) for who in (bob, eve)),
                event(LIKE, eve, utc(6), **closed),
                event(UNLIKE, eve, utc(7), **here),
            ]
        )
        aggregate()

        every_day = overview(root, range=THREE_WEEKS)["contentTotals"]
        on_sixth = overview(root, range={"from": "2026-05-06", "to": "2026-05-06"})["contentTotals"]

        assert every_day == {"views": 5, "viewerItemPairs": 3, "likes": 1}
        assert on_sixth == {"views": 2, "viewerItemPairs": 2, "likes": 2}

    def test_where_the_range_cuts_it_who_came_earlier_in_the_period_returns(
        self, root: Client
    ) -> None:
        user_id = make_member("ada").pk
        for day in (4, 7):  # Monday, for the first time, and Thursday.
            store_acts(user_id, date(2026, 5, day))
        aggregate()

        found = overview(
            root, granularity="WEEKLY", range={"from": "2026-05-06", "to": "2026-05-10"}
        )

        [point] = found["points"]
        assert [point[name] for name in CYCLE.split()] == [0, 1, 0, None]

    def test_is_partial_while_its_month_of_active_users_is(self, root: Client) -> None:
        store_acts(make_member("ada").pk, date(2026, 5, 4))
        one_day = {"from": "2026-05-20", "to": "2026-05-20"}

        assert overview(root, range=one_day)["meta"]["isPartial"] is True
        aggregate()
        found = overview(root, range=one_day)
        assert (found["meta"]["isPartial"], found["mau"]) == (False, 1)

    def test_of_nothing(self, root: Client) -> None:
        found = overview(root, range=THREE_WEEKS)

        assert (found["dau"], found["mau"], found["stickiness"]) == (0, 0, None)
        assert found["sessionStatistics"] == {
            "count": 0,
            "averageDurationSeconds": None,
            "medianDurationSeconds": None,
            "singleEventShare": None,
        }
        assert found["contentTotals"] == {"views": 0, "viewerItemPairs": 0, "likes": 0}
        assert [len(found["points"]), found["points"][0]["dormantUsers"]] == [21, 0]

    def test_a_day_that_is_not_over(self, root: Client) -> None:
        today = datetime.now(UTC).date()
        user_id = make_member("here").pk
        store_acts(user_id, today - timedelta(days=1))
        aggregate()

        found = overview(root, range={"last": "WEEK"})

        assert [point["dormantUsers"] for point in found["points"]] == [0] * 6 + [None]
        assert found["meta"]["isPartial"] is True


class TestRetention:
    def test_by_week(self, root: Client, three_weeks: None) -> None:
        assert retention(root, range=THREE_WEEKS) == [
            ("2026-05-04", 2, [2, 1, 2], [2, 2, 2]),
            ("2026-05-11", 1, [1, 0], [1, 0]),
            ("2026-05-18", 0, [0], [0]),
        ]

    def test_its_shares(self, root: Client, three_weeks: None) -> None:
        cohorts = root.query(RETENTION, range=THREE_WEEKS)["retention"]["cohorts"]

        second = cohorts[0]["periods"][1]
        assert (second["index"], second["periodStart"]) == (1, "2026-05-11")
        assert (second["onShare"], second["onOrAfterShare"]) == (0.5, 1)
        assert cohorts[2]["periods"][0]["onShare"] is None

    def test_by_month_taken_whole(self, root: Client, three_weeks: None) -> None:
        asked = {"from": "2026-05-30", "to": "2026-06-02"}

        found = retention(root, granularity="MONTHLY", range=asked)

        assert found == [("2026-05-01", 3, [3, 0], [3, 0]), ("2026-06-01", 0, [0], [0])]
        whole = root.query(RETENTION, granularity="MONTHLY", range=asked)["retention"]["range"]
        assert whole == {"from": "2026-05-01", "to": "2026-06-30"}

    def test_who_came_before_the_range_is_in_no_cohort(
        self, root: Client, three_weeks: None
    ) -> None:
        asked = {"from": "2026-05-18", "to": "2026-05-24"}

        assert retention(root, range=asked) == [("2026-05-18", 0, [0], [0])]

    def test_a_period_that_is_not_over_is_not_known(self, root: Client) -> None:
        today = datetime.now(UTC).date()
        last_week = today - timedelta(days=7)
        user_id = make_member("here").pk
        for day in (last_week, today):
            store_acts(user_id, day, hour=0)
        aggregate()

        found = retention(root, range={"from": str(last_week), "to": str(today)})

        assert [(size, on, after) for _, size, on, after in found] == [
            (1, [1, None], [1, None]),
            (0, [None], [None]),
        ]

    def test_days_are_no_cohorts(self, root: Client) -> None:
        assert refused(root, RETENTION, granularity="DAILY") == ("INVALID", "granularity")

    def test_has_so_many_cohorts_at_most(self, root: Client) -> None:
        ten_years = {"from": "2016-05-01", "to": "2026-05-01"}

        assert refused(root, RETENTION, range=ten_years) == ("INVALID", "range")
        assert len(retention(root, range=ten_years, granularity="MONTHLY")) == 121


@pytest.mark.parametrize("document", [OVERVIEW, RETENTION])
class TestWhoMayAsk:
    def test_staff_alone(
        self, member: Member, client_of_nobody: Callable[[], Client], document: str
    ) -> None:
        assert refused(member("ada"), document) == ("FORBIDDEN", None)
        assert refused(client_of_nobody(), document) == ("UNAUTHENTICATED", None)

    def test_who_is_staff_no_longer(self, root: Client, document: str) -> None:
        root.query(document)
        User.objects.filter(pk=root.id).update(is_staff=False)

        assert refused(root, document) == ("FORBIDDEN", None)

    def test_a_range_that_is_none(self, root: Client, document: str) -> None:
        asked = {"from": "2026-05-04", "to": "2026-05-03"}

        assert refused(root, document, range=asked) == ("INVALID", "range.from")


@pytest.mark.parametrize(
    ("document", "variables", "budget"),
    [
        (OVERVIEW, {}, 6),
        (OVERVIEW, {"granularity": "MONTHLY"}, 6),
        (RETENTION, {}, 2),
    ],
)
def test_the_queries_are_as_many_however_long_the_history(
    root: Client, document: str, variables: dict[str, str], budget: int
) -> None:
    asked = {**variables, "range": {"from": "2025-01-05", "to": "2026-05-29"}}
    signing_in = 2
    known_zones()  # Once a process.
    someone = make_member("someone").pk
    store_acts(someone, date(2025, 1, 5))
    aggregate()

    with counted_queries() as short:
        root.query(document, **asked)
    for days in range(0, 400, 3):
        store_acts(someone, date(2025, 1, 5) + timedelta(days=days))
    aggregate()
    with counted_queries() as long:
        root.query(document, **asked)

    assert short.counts == (0, signing_in + budget), short.database
    assert long.counts == short.counts
