"""How a member uses the product, over HTTP: exact on small histories, and to whom."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from account.models import User
from tests.analytics.events import aggregate, event, store_acts, utc
from tests.analytics.graphql.asking import MAY, META, make_staff, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.vocabulary import ContentType, InteractionType, SocialInteractionType
from user_activity.zones import known_zones

pytestmark = pytest.mark.django_db(transaction=True)
VIEW, LIKE, CREATE = InteractionType.VIEW, InteractionType.LIKE, InteractionType.CREATE
MESSAGE = SocialInteractionType.MESSAGE_SEND
PHONE = "mobile/iOS/Mobile Safari UI/WKWebView"
INSIGHTS = f"""
    query($userId: ID, $range: DateRangeInput) {{
        behavioralInsights(userId: $userId, range: $range) {{
            range {{ from to }} {META} heatmap mostActiveHours creationPerWeek
            preferredContentTypes {{ contentType share }}
            sessions {{
                count averageDurationSeconds medianDurationSeconds singleEventShare
            }}
            devices {{ deviceClass system browser events share }}
            segment segmentReason
        }}
    }}
"""


def insights(client: Client, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(INSIGHTS, **variables)["behavioralInsights"]
    return found


class TestInsights:
    def test_of_a_small_history(self, member: Member) -> None:
        ada = member("ada")
        who, session = int(ada.id), UUID(int=7)
        writer.store(
            [
                event(VIEW, who, utc(4, 9, 0), device=PHONE, session_id=session),
                event(VIEW, who, utc(4, 9, 10), device=PHONE, session_id=session),
                event(LIKE, who, utc(4, 10, 0), device="desktop/Linux/Firefox"),
                event(VIEW, who, utc(11, 9), content_type=ContentType.STORY, device=PHONE),
                event(CREATE, who, utc(12, 20), content_type=ContentType.POST),
                event(CREATE, who, utc(12, 20, 5), content_type=ContentType.CONVERSATION_MESSAGE),
                event(InteractionType.REPORT, who, utc(12, 20, 6)),
            ]
        )
        aggregate()

        found = insights(ada, range=MAY)

        monday, tuesday = found["heatmap"][:2]
        assert (monday[9], monday[10], sum(monday)) == (3, 1, 4)
        assert (tuesday[20], sum(tuesday)) == (3, 3)
        assert [len(hours) for hours in found["heatmap"]] == [24] * 7
        assert sum(map(sum, found["heatmap"])) == 7
        assert found["mostActiveHours"] == [9, 20, 10]
        assert found["preferredContentTypes"] == [
            {"contentType": "POST", "share": 0.75},
            {"contentType": "STORY", "share": 0.25},
        ]
        assert found["sessions"] == {
            "count": 4,
            "averageDurationSeconds": (600 + 0 + 0 + 360) / 4,
            "medianDurationSeconds": 180,
            "singleEventShare": 0.5,
        }
        assert found["creationPerWeek"] == pytest.approx(7 / 31)
        phone = {"deviceClass": "mobile", "system": "iOS", "browser": PHONE.split("/", 2)[2]}
        desktop = {"deviceClass": "desktop", "system": "Linux", "browser": "Firefox"}
        assert found["devices"] == [
            {**phone, "events": 3, "share": 0.75},
            {**desktop, "events": 1, "share": 0.25},
        ]
        assert (found["meta"]["isPartial"], found["meta"]["timezone"]) == (False, "UTC")

    def test_of_nothing(self, member: Member) -> None:
        found = insights(member("ada"), range=MAY)

        assert found["heatmap"] == [[0] * 24] * 7
        assert (found["mostActiveHours"], found["preferredContentTypes"]) == ([], [])
        assert found["sessions"] == {
            "count": 0,
            "averageDurationSeconds": None,
            "medianDurationSeconds": None,
            "singleEventShare": None,
        }
        assert (found["creationPerWeek"], found["devices"]) == (0, [])

    def test_hours_and_days_are_those_of_the_members_zone(self, member: Member) -> None:
        ada = member("ada")
        User.objects.filter(pk=ada.id).update(timezone="Asia/Kolkata")
        writer.store([event(MESSAGE, int(ada.id), utc(3, 18, 45))])  # A Sunday in London.
        aggregate()

        found = insights(ada, range={"from": "2026-05-04", "to": "2026-05-04"})

        assert found["heatmap"][0][0] == 1
        assert found["sessions"]["count"] == 1
        assert found["meta"]["timezone"] == "Asia/Kolkata"
        assert insights(ada, range={"from": "2026-05-03", "to": "2026-05-03"})["sessions"][
            "count"
        ] == 0  # fmt: skip


class TestSegment:
    @pytest.mark.parametrize(
        ("days", "segment", "reason"),
        [
            ([0, 12], "NEW", "First active 12 days ago."),
            ([60, 0], "CASUAL", "Active on 1 of the last 28 days."),
            ([60, *range(8)], "REGULAR", "Active on 8 of the last 28 days."),
            ([60, *range(20)], "POWER", "Active on 20 of the last 28 days."),
            ([60, 13], "CASUAL", "Active on 1 of the last 28 days."),
            ([60, 14], "AT_RISK", "Last active 14 days ago."),
            ([60, 27], "AT_RISK", "Last active 27 days ago."),
            ([60, 28], "DORMANT", "Last active 28 days ago."),
            (
                [60, *range(28, 32), 0, 1],
                "AT_RISK",
                "Active on 2 of the last 28 days, after 4 of the 28 before.",
            ),
            ([60, *range(28, 32), 0, 1, 2], "CASUAL", "Active on 3 of the last 28 days."),
        ],
    )
    def test_is_that_of_the_ranges_end(
        self, member: Member, days: list[int], segment: str, reason: str
    ) -> None:
        ada, end = member("ada"), date(2026, 5, 31)
        for before in days:
            store_acts(int(ada.id), end - timedelta(days=before))
        store_acts(int(ada.id), end + timedelta(days=3))
        aggregate()

        found = insights(ada, range=MAY)

        assert (found["segment"], found["segmentReason"]) == (segment, reason)

    def test_of_who_signed_up_today(self, member: Member) -> None:
        ada = member("ada")
        aggregate()

        found = insights(ada)

        assert (found["segment"], found["segmentReason"]) == ("NEW", "First active today.")

    def test_of_who_never_was_active(self, member: Member) -> None:
        ada = member("ada")
        joined = datetime.now(UTC) - timedelta(days=20)
        User.objects.filter(pk=ada.id).update(date_joined=joined)

        found = insights(ada, range={"last": "WEEK"})

        assert found["segment"] == "DORMANT"
        assert found["segmentReason"] == "Joined 20 days ago and has not been active."


class TestWho:
    def test_staff_see_anyones_and_others_their_own(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        store_acts(int(ada.id), date(2026, 5, 4), count=3)
        aggregate()

        assert refused(bob, INSIGHTS, userId=ada.id) == ("FORBIDDEN", "userId")
        assert refused(bob, INSIGHTS, userId="999999") == ("FORBIDDEN", "userId")
        root = make_staff(member("root"))
        assert insights(root, userId=ada.id, range=MAY)["heatmap"][0][12] == 3
        assert refused(root, INSIGHTS, userId="999999") == ("NOT_FOUND", "userId")

    def test_nobody_signed_in_sees_nothing(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), INSIGHTS) == ("UNAUTHENTICATED", None)

    def test_a_range_that_is_none(self, member: Member) -> None:
        asked = {"from": "2026-05-04", "to": "2026-05-03"}
        assert refused(member("ada"), INSIGHTS, range=asked) == ("INVALID", "range.from")


def test_the_queries_are_as_many_however_long_the_history(member: Member) -> None:
    ada = member("ada")
    asked = {"range": {"from": "2025-01-05", "to": "2026-05-29"}}
    known_zones()  # Once a process.

    with counted_queries() as short:
        insights(ada, **asked)
    for days in range(0, 400, 7):
        store_acts(int(ada.id), date(2025, 1, 5) + timedelta(days=days))
    aggregate()
    with counted_queries() as long:
        insights(ada, **asked)

    signing_in = 2
    assert short.counts == long.counts == (0, signing_in + 3), short.database
