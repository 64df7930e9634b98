"""Who visited a member's profile, over HTTP: who is named, in what order, and who is not."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from account.models import User
from ooumph.embedded.services import Services
from tests.analytics.events import aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, META, make_staff, nodes, refused
from tests.api import Client, Member
from tests.watching import counted_queries, hold
from user_activity import writer
from user_activity.models import SocialInteraction
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
VISITORS = f"""
    query($range: DateRangeInput, $first: Int, $after: String) {{
        profileVisitors(range: $range, first: $first, after: $after) {{
            totalCount hiddenCount range {{ from to }} {META}
            pageInfo {{ hasNextPage endCursor }}
            edges {{ node {{ user {{ username }} visits lastVisitAt source }} }}
        }}
    }}
"""


def visitors(client: Client, **variables: Any) -> dict[str, Any]:
    found = client.query(VISITORS, **{"range": MAY, **variables})["profileVisitors"]
    assert isinstance(found, dict)
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [node["user"]["username"] for node in nodes(found)]


def visit(who: Client | int, whom: Client, at: datetime, origin: str = "") -> None:
    who = int(who.id) if isinstance(who, Client) else who
    metadata = {"origin": origin} if origin else {}
    target = int(whom.id)
    writer.store([event(Social.PROFILE_VISIT, who, at, target_user_id=target, metadata=metadata)])


def counted(client: Client) -> tuple[list[str], int, int]:
    found = visitors(client)
    return names(found), found["totalCount"], found["hiddenCount"]


class TestVisitors:
    def test_come_with_their_visits_the_latest_first(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        for day, origin in ((4, "feed"), (20, "search"), (6, "feed")):
            visit(bob, ada, utc(day), origin)
        visit(cyd, ada, utc(21))
        visit(ada, bob, utc(22))
        aggregate()

        found = visitors(ada)

        assert nodes(found) == [
            {
                "user": {"username": "cyd"},
                "visits": 1,
                "lastVisitAt": utc(21).isoformat(),
                "source": None,
            },
            {
                "user": {"username": "bob"},
                "visits": 3,
                "lastVisitAt": utc(20).isoformat(),
                "source": "search",
            },
        ]
        assert (found["totalCount"], found["hiddenCount"]) == (2, 0)
        assert (found["range"], found["meta"]["isPartial"]) == (MAY, False)

    def test_a_visit_as_a_client_reports_it_counts_once(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        sent = {
            "userId": ada.id,
            "source": "search",
            "eventId": "0b6e2f7e-2c38-4f0e-9a44-6c2f4ad1a001",
        }
        for _ in range(2):
            bob.mutate("trackProfileVisit", sent, "tracked")
        aggregate()

        found = visitors(ada, range={"last": "DAY"})

        (node,) = nodes(found)
        assert (node["user"]["username"], node["visits"], node["source"]) == ("bob", 1, "search")
        assert found["meta"]["isPartial"] is True

    def test_metadata_is_no_source(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        said = {"interactionType": "PROFILE_VISIT", "targetUserId": ada.id}
        metadata = {"origin": "words of bob " * 400, "campaign": "spring"}
        bob.mutate("trackSocialInteraction", {**said, "metadata": metadata}, "tracked")
        aggregate()

        (node,) = nodes(visitors(ada, range={"last": "DAY"}))

        assert (node["user"]["username"], node["visits"], node["source"]) == ("bob", 1, None)

    def test_the_source_is_that_of_the_last_visit_of_the_range(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        visit(bob, ada, utc(4), "search")
        visit(bob, ada, utc(5), "feed")
        aggregate()

        (node,) = nodes(visitors(ada, range={"from": "2026-05-04", "to": "2026-05-04"}))

        assert (node["visits"], node["source"]) == (1, "search")

    def test_days_are_those_of_the_members_zone(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        User.objects.filter(pk=ada.id).update(timezone="Asia/Kolkata")
        for minute in (29, 30):  # The fourth of May begins there.
            visit(bob, ada, utc(3, 18, minute))
        aggregate()

        for day, minute in (("2026-05-03", 29), ("2026-05-04", 30)):
            found = visitors(ada, range={"from": day, "to": day})
            (node,) = nodes(found)
            assert (node["visits"], node["lastVisitAt"]) == (1, utc(3, 18, minute).isoformat())
            assert found["meta"]["timezone"] == "Asia/Kolkata"

    def test_bots_and_staff_are_visitors_of_ones_own(self, member: Member) -> None:
        ada = member("ada")
        visit(make_member("bot", is_bot=True).pk, ada, utc(4))
        visit(make_member("root", is_staff=True).pk, ada, utc(5))
        visit(0, ada, utc(6))
        aggregate()

        assert counted(ada) == (["root", "bot"], 2, 0)

    def test_what_waits_is_told(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        aggregate()
        visit(bob, ada, utc(4))

        found = visitors(ada)

        assert (nodes(found), found["meta"]["isPartial"]) == ([], True)

    def test_the_source_of_a_row_that_is_gone_is_null(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        visit(bob, ada, utc(4), "search")
        aggregate()
        SocialInteraction.objects.all().delete()

        (node,) = nodes(visitors(ada))

        assert (node["visits"], node["source"]) == (1, None)


class TestHidden:
    @pytest.fixture
    def ada(self, member: Member) -> Client:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        for who in (bob, bob, cyd):
            visit(who, ada, utc(4))
        aggregate()
        return ada

    @pytest.mark.parametrize("columns", [{"hide_profile_visits": True}, {"is_active": False}])
    def test_who_hides_or_is_closed_counts_without_a_name(
        self, ada: Client, columns: dict[str, bool]
    ) -> None:
        User.objects.filter(username="bob").update(**columns)

        assert counted(ada) == (["cyd"], 1, 1)

    @pytest.mark.parametrize(
        ("kind", "by_ada"), [("BLOCKS", True), ("BLOCKS", False), ("MUTES", True)]
    )
    def test_who_is_blocked_either_way_or_muted_counts_without_a_name(
        self, ada: Client, kind: str, by_ada: bool
    ) -> None:
        bob = Client(ada.http, id=str(User.objects.get(username="bob").pk))
        hold(ada, kind, bob) if by_ada else hold(bob, kind, ada)

        assert counted(ada) == (["cyd"], 1, 1)

    def test_whom_the_visitor_muted_sees_them(self, ada: Client) -> None:
        bob = Client(ada.http, id=str(User.objects.get(username="bob").pk))
        hold(bob, "MUTES", ada)

        assert counted(ada) == (["cyd", "bob"], 2, 0)

    def test_an_account_that_is_gone_counts_without_a_name(self, ada: Client) -> None:
        User.objects.filter(username="bob").delete()

        assert counted(ada) == (["cyd"], 1, 1)

    def test_who_hides_sees_nobody(self, ada: Client, services: Services) -> None:
        ada.mutate("updateProfile", {"hideProfileVisits": True}, "user { id }")

        assert counted(ada) == ([], 0, 2)
        services.neo4j.pause()
        assert counted(ada) == ([], 0, 2)

    def test_nobody_is_named_while_the_graph_does_not_say_who_is_blocked(
        self, ada: Client, services: Services
    ) -> None:
        services.neo4j.pause()

        assert refused(ada, VISITORS, range=MAY) == ("UNAVAILABLE", None)


class TestPages:
    @pytest.fixture
    def ada(self, member: Member) -> Client:
        ada = member("ada")
        for n in range(5):
            visit(make_member(f"past{n}").pk, ada, utc(4, n // 2))  # Two at a time.
        aggregate()
        return ada

    def test_follow_each_other(self, ada: Client) -> None:
        found: list[str] = []
        after = None
        for _ in range(3):
            page = visitors(ada, first=2, after=after)
            assert (page["totalCount"], page["hiddenCount"]) == (5, 0)
            found += names(page)
            after = page["pageInfo"]["endCursor"]

        assert found == [f"past{n}" for n in (4, 3, 2, 1, 0)]
        assert page["pageInfo"]["hasNextPage"] is False
        beyond = visitors(ada, first=2, after=after)
        assert (names(beyond), beyond["totalCount"]) == ([], 5)

    def test_nobody_is_missed_who_comes_again_meanwhile(self, ada: Client) -> None:
        page = visitors(ada, first=2)
        visit(User.objects.get(username="past1").pk, ada, utc(5))
        visit(make_member("late").pk, ada, utc(5))
        aggregate()

        rest = visitors(ada, first=20, after=page["pageInfo"]["endCursor"])

        assert names(rest) == ["past2", "past1", "past0"]
        assert [node["visits"] for node in nodes(rest)] == [1, 1, 1]
        assert rest["totalCount"] == 5
        assert names(visitors(ada))[:2] == ["late", "past1"]

    def test_tell_nothing_of_when_a_hidden_one_came(self, ada: Client) -> None:
        hidden = make_member("hidden", hide_profile_visits=True).pk
        visit(hidden, ada, utc(20))
        aggregate()

        page = visitors(ada, first=2)
        visit(hidden, ada, utc(21))
        aggregate()
        cursor = page["pageInfo"]["endCursor"]
        rest = visitors(ada, first=2, after=cursor)

        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        assert str(utc(4).date()).encode() in told
        assert str(utc(20).date()).encode() not in told
        for each in (page, rest):
            assert (each["totalCount"], each["hiddenCount"]) == (5, 1)

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"first": 101}, "first"),
            ({"first": 0}, "first"),
            ({"after": "none of ours"}, "after"),
            ({"range": {"from": "2026-05-02", "to": "2026-05-01"}}, "range.from"),
        ],
    )
    def test_what_cannot_be_asked(self, ada: Client, asked: dict[str, Any], field: str) -> None:
        assert refused(ada, VISITORS, **asked) == ("INVALID", field)

    def test_the_queries_are_as_many_however_many_come(self, ada: Client, member: Member) -> None:
        bob = member("bob")
        visit(ada, bob, utc(4))
        aggregate()
        with counted_queries() as one:
            assert len(nodes(visitors(bob))) == 1
        with counted_queries() as five:
            assert len(nodes(visitors(ada))) == 5

        signing_in = 2
        assert one.counts == five.counts == (1, signing_in + 4), five.database


def test_are_ones_own_alone(member: Member, client_of_nobody: Callable[[], Client]) -> None:
    ada, bob = member("ada"), member("bob")
    visit(bob, ada, utc(4))
    visit(ada, bob, utc(4) + timedelta(hours=1))
    aggregate()

    assert names(visitors(make_staff(bob))) == ["ada"]
    assert refused(client_of_nobody(), VISITORS) == ("UNAUTHENTICATED", None)
    (error,) = bob.post("query { profileVisitors(userId: 1) { totalCount } }").json()["errors"]
    assert "userId" in error["message"]
