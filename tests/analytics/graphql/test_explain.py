"""`explainBucket` over HTTP: who may ask, what is named, pages, and what cannot be explained."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from analytics.explaining.explainable import EXPLAINABLE
from analytics.models import MemberDay
from ooumph.ids import new_id
from tests.analytics.events import MESSAGE, aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, META, nodes, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.models import RetentionRun, SocialInteraction
from user_activity.vocabulary import InteractionType as Content
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
ARGUMENTS = """
    $statistic: BucketStatistic!, $range: DateRangeInput, $userId: ID, $targetUserId: ID,
    $contentType: ContentTypeEnum, $contentId: ID, $word: String, $network: NetworkKind, $hour: Int,
    $device: String, $beganAt: DateTime, $sessionId: ID, $first: Int, $after: String
"""
NAMES = [part[1:-1] for part in ARGUMENTS.split() if part.startswith("$")]
EXPLAIN = f"""
    query({ARGUMENTS}) {{
        explainBucket({", ".join(f"{name}: ${name}" for name in NAMES)}) {{
            value totalCount range {{ from to }} {META}
            pageInfo {{ hasNextPage endCursor }}
            edges {{ node {{
                eventId actId kind word userId occurredAt receivedAt
                contentType contentId targetUserId
            }} }}
        }}
    }}
"""


def explained(client: Client, statistic: str, **variables: Any) -> dict[str, Any]:
    asked = {"statistic": statistic, "range": MAY, **variables}
    found = client.query(EXPLAIN, **asked)["explainBucket"]
    assert isinstance(found, dict)
    return found


class TestEvents:
    def test_of_an_act_are_its_first_alone(self, root: Client) -> None:
        ada, bob, cyd = (make_member(name).pk for name in ("ada", "bob", "cyd"))
        act_id = new_id()
        sent = [
            event(Social.MESSAGE_SEND, ada, utc(4), act_id=act_id, target_user_id=each)
            for each in (bob, cyd)
        ]
        writer.store([*sent, event(Social.MESSAGE_SEND, ada, utc(5), target_user_id=bob)])
        aggregate()

        acts = explained(root, "MEMBER_ACTS", userId=str(ada))
        rows = explained(root, "MEMBER_ROWS", userId=str(ada), word="MESSAGE_SEND")

        assert (acts["value"], acts["totalCount"], len(acts["edges"])) == (2, 2, 2)
        assert (rows["value"], rows["totalCount"], len(rows["edges"])) == (3, 3, 3)
        first = min(sent, key=lambda one: one.event_id)
        assert nodes(acts)[0] == {
            "eventId": str(first.event_id),
            "actId": str(act_id),
            "kind": "SOCIAL",
            "word": "MESSAGE_SEND",
            "userId": str(ada),
            "occurredAt": utc(4).isoformat(),
            "receivedAt": first.received_at.isoformat(),
            "contentType": None,
            "contentId": None,
            "targetUserId": str(first.target_user_id),  # type: ignore[attr-defined]
        }
        assert (acts["range"], acts["meta"]["isPartial"]) == (MAY, False)

    def test_of_a_like_that_holds_are_the_ones_by_which_it_does(self, root: Client) -> None:
        ada, bob = (make_member(name).pk for name in ("ada", "bob"))
        likes = [
            event(word, who, utc(day), content_id="p1")
            for word, who, day in (
                (Content.LIKE, ada, 4),
                (Content.UNLIKE, ada, 5),
                (Content.LIKE, ada, 6),
                (Content.LIKE, ada, 7),
                (Content.LIKE, bob, 5),
                (Content.UNLIKE, bob, 8),
            )
        ]
        writer.store(likes)
        aggregate()

        item = {"contentType": "POST", "contentId": "p1"}
        found = explained(root, "CONTENT_LIKES", **item)

        assert (found["value"], found["totalCount"]) == (1, 1)
        assert [node["eventId"] for node in nodes(found)] == [str(likes[2].event_id)]
        assert explained(root, "CONTENT_LIKES_ADDED", **item)["value"] == 3
        assert explained(root, "CONTENT_LIKES_REMOVED", **item)["totalCount"] == 2

    def test_of_distinct_members_are_one_each(self, root: Client) -> None:
        ada, bob = (make_member(name).pk for name in ("ada", "bob"))
        views = [event(Content.VIEW, who, utc(day)) for who in (ada, bob) for day in (4, 5)]
        writer.store(views)
        aggregate()

        found = explained(root, "PLATFORM_ACTIVE_USERS")

        assert (found["value"], found["totalCount"]) == (2, 2)
        assert [node["eventId"] for node in nodes(found)] == sorted(
            str(one.event_id) for one in (views[0], views[2])
        )

    def test_what_waits_makes_the_two_differ_and_is_told(self, root: Client) -> None:
        ada = make_member("ada").pk
        writer.store([event(Social.GROUP_JOIN, ada, utc(4))])

        found = explained(root, "MEMBER_ACTS", userId=str(ada))

        assert (found["value"], found["totalCount"]) == (0, 1)
        assert found["meta"]["isPartial"] is True

    def test_a_number_that_is_wrong_shows(self, root: Client) -> None:
        ada = make_member("ada").pk
        writer.store([event(Social.GROUP_JOIN, ada, utc(4))])
        aggregate()
        MemberDay.objects.filter(user_id=ada).update(acts=7)

        found = explained(root, "MEMBER_ACTS", userId=str(ada))

        assert (found["value"], found["totalCount"]) == (7, 1)

    def test_days_are_those_of_the_members_zone(self, root: Client) -> None:
        ada = make_member("ada", "Asia/Kolkata").pk
        writer.store([event(Social.GROUP_JOIN, ada, utc(3, 18, minute)) for minute in (29, 30)])
        aggregate()

        day = {"from": "2026-05-04", "to": "2026-05-04"}
        found = explained(root, "MEMBER_ACTS", userId=str(ada), range=day)

        assert (found["value"], found["totalCount"]) == (1, 1)
        assert found["meta"]["timezone"] == "Asia/Kolkata"

    def test_of_a_session_that_was_listed(self, root: Client) -> None:
        ada = make_member("ada").pk
        writer.store([event(Social.GROUP_JOIN, ada, utc(4, 12, minute)) for minute in (0, 20)])
        aggregate()

        (began,) = nodes(explained(root, "MEMBER_SESSIONS", userId=str(ada)))
        asked = {"userId": str(ada), "beganAt": began["occurredAt"], "range": None}
        found = explained(root, "SESSION_ACTS", **asked)

        assert (found["value"], found["totalCount"]) == (2, 2)

    def test_of_a_session_over_a_day_of_23_hours(self, root: Client) -> None:
        ada = make_member("ada", "Europe/Berlin").pk
        begins = datetime(2026, 3, 28, 22, 50, tzinfo=UTC)  # Ten minutes before that day.
        writer.store([event(MESSAGE, ada, begins + timedelta(minutes=20 * n)) for n in range(72)])
        aggregate()

        asked = {"userId": str(ada), "beganAt": begins.isoformat(), "range": None}
        found = explained(root, "SESSION_ACTS", **asked)

        assert (found["value"], found["totalCount"]) == (72, 72)


class TestPages:
    def test_follow_each_other(self, root: Client) -> None:
        ada = make_member("ada").pk
        joined = [event(Social.GROUP_JOIN, ada, utc(4)) for _ in range(3)]
        joined += [event(Social.GROUP_JOIN, ada, utc(5)) for _ in range(2)]
        writer.store(joined)
        aggregate()

        found, after = [], None
        for _ in range(3):
            page = explained(root, "MEMBER_ACTS", userId=str(ada), first=2, after=after)
            assert (page["value"], page["totalCount"]) == (5, 5)
            found += [node["eventId"] for node in nodes(page)]
            after = page["pageInfo"]["endCursor"]

        ordered = sorted(joined, key=lambda one: (one.occurred_at, one.event_id))
        assert found == [str(one.event_id) for one in ordered]
        assert page["pageInfo"]["hasNextPage"] is False

    def test_the_queries_are_as_many_however_many_events(self, root: Client) -> None:
        ada = make_member("ada").pk
        aggregate()
        with counted_queries() as none:
            explained(root, "MEMBER_ACTS", userId=str(ada))
        writer.store([event(Social.GROUP_JOIN, ada, utc(4)) for _ in range(50)])
        aggregate()
        with counted_queries() as many:
            assert explained(root, "MEMBER_ACTS", userId=str(ada))["totalCount"] == 50

        assert none.counts == many.counts, many.database


class TestRefusals:
    def test_is_for_staff_alone(
        self, member: Member, client_of_nobody: Callable[[], Client]
    ) -> None:
        ada = member("ada")

        assert refused(ada, EXPLAIN, statistic="MEMBER_ACTS") == ("FORBIDDEN", None)
        nobody = client_of_nobody()
        assert refused(nobody, EXPLAIN, statistic="MEMBER_ACTS") == ("UNAUTHENTICATED", None)

    @pytest.mark.parametrize(
        ("asked", "code", "field"),
        [
            ({"statistic": "MEMBER_ROWS"}, "INVALID", "word"),
            ({"statistic": "MEMBER_ROWS", "word": "SING"}, "INVALID", "word"),
            ({"statistic": "PAIR_ALONE", "word": "MENTION"}, "INVALID", "targetUserId"),
            (
                {"statistic": "PAIR_ALONE", "word": "VIEW", "targetUserId": "1"},
                "INVALID",
                "word",
            ),
            (
                {"statistic": "PAIR_ALONE", "word": "MENTION", "targetUserId": "x"},
                "INVALID",
                "targetUserId",
            ),
            ({"statistic": "MEMBER_ACTS", "hour": 3}, "INVALID", "hour"),
            ({"statistic": "NETWORK_TIES"}, "INVALID", "network"),
            ({"statistic": "PLATFORM_ACTS", "network": "VISITS"}, "INVALID", "network"),
            ({"statistic": "MEMBER_ACTS", "userId": "999999"}, "NOT_FOUND", "userId"),
            ({"statistic": "MEMBER_HOUR_ACTS", "hour": 24}, "INVALID", "hour"),
            ({"statistic": "PLATFORM_ACTS", "userId": "1"}, "INVALID", "userId"),
            ({"statistic": "CONTENT_VIEWS", "contentType": "POST"}, "INVALID", "contentId"),
            (
                {
                    "statistic": "CONTENT_LIKES",
                    "contentType": "POST",
                    "contentId": "p",
                    "userId": "1",
                },
                "INVALID",
                "userId",
            ),
            ({"statistic": "SESSION_ACTS"}, "INVALID", "beganAt"),
            (
                {"statistic": "SESSION_ACTS", "beganAt": "9999-12-31T23:59:59Z", "range": None},
                "INVALID",
                "beganAt",
            ),
            (
                {"statistic": "SESSION_ACTS", "beganAt": "0001-01-01T00:00:00Z", "range": None},
                "INVALID",
                "beganAt",
            ),
            (
                {"statistic": "SESSION_ACTS", "beganAt": "2026-05-04T12:00:00Z", "range": MAY},
                "INVALID",
                "range",
            ),
            (
                {
                    "statistic": "SESSION_ACTS",
                    "beganAt": "2026-05-04T12:00:00Z",
                    "sessionId": "no",
                },
                "INVALID",
                "sessionId",
            ),
            ({"statistic": "MEMBER_ACTS", "first": 101}, "INVALID", "first"),
            ({"statistic": "MEMBER_ACTS", "after": "x"}, "INVALID", "after"),
            (
                {"statistic": "MEMBER_ACTS", "range": {"last": "WEEK", "to": "2026-05-03"}},
                "INVALID",
                "range.last",
            ),
        ],
    )
    def test_what_cannot_be_asked_names_the_field(
        self, root: Client, asked: dict[str, Any], code: str, field: str
    ) -> None:
        assert refused(root, EXPLAIN, **asked) == (code, field)

    def test_what_retention_has_removed_cannot_be_explained(self, root: Client) -> None:
        floor = datetime(2026, 5, 10, tzinfo=UTC)
        table = SocialInteraction._meta.db_table
        RetentionRun.objects.create(
            id=new_id(), table=table, floor=floor, started_at=utc(20), eligible_rows=0
        )

        errors = root.errors(EXPLAIN, statistic="MEMBER_ACTS", range=MAY)

        assert errors[0]["message"].startswith("Retention has removed rows from before 2026-05-10")
        assert errors[0]["extensions"]["field"] == "range"
        after = {"from": "2026-05-10", "to": "2026-05-31"}  # Of the floor's own day all is there.
        assert explained(root, "MEMBER_ACTS", range=after)["totalCount"] == 0
        cut = {"from": "2026-05-09", "to": "2026-05-31"}
        assert refused(root, EXPLAIN, statistic="MEMBER_ACTS", range=cut) == ("INVALID", "range")
        views = {"contentType": "POST", "contentId": "p"}  # Of another table.
        assert explained(root, "CONTENT_VIEWS", **views)["totalCount"] == 0

    def test_what_takes_too_long_is_refused(self, root: Client, settings: Any) -> None:
        settings.RAW_ROWS_TIMEOUT_SECONDS = 0.2
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE social_interaction")
            answer = refused(root, EXPLAIN, statistic="PLATFORM_ACTS", range=MAY)

        assert answer == ("INVALID", "range")


def test_every_statistic_says_what_it_is(root: Client) -> None:
    found = root.query('{ __type(name: "BucketStatistic") { enumValues { name description } } }')

    described = {each["name"]: each["description"] for each in found["__type"]["enumValues"]}
    assert described == {name.upper(): each.description for name, each in EXPLAINABLE.items()}
