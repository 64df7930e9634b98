"""Strongest ties and suggestions over HTTP: what they are made of, and who is never named."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings

from account.models import User
from connection.models import Connection, ConnectionStatus
from ooumph.embedded.services import Services
from tests.analytics.events import aggregate, make_member, utc
from tests.analytics.graphql.asking import MAY
from tests.analytics.graphql.test_social import act
from tests.api import Client, Member
from tests.watching import connect, counted_queries, hold
from user_activity import writer
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
TIES = """
    query($range: DateRangeInput) {
        socialNetwork(range: $range) {
            strongestTies {
                user { id username } tieStrength interactions lastInteractionAt mutualConnections
                parts { type decayedActs weight strength }
            }
        }
    }
"""
SUGGESTIONS = """
    {
        socialNetwork {
            messagesSent suggestedConnectionsReason
            suggestedConnections { user { username } reason mutualConnections }
        }
    }
"""


def ties(client: Client, **asked: str) -> list[dict[str, Any]]:
    found = client.query(TIES, range=asked or MAY)["socialNetwork"]["strongestTies"]
    assert isinstance(found, list)
    return found


def strengths(client: Client, **asked: str) -> dict[str, float]:
    return {tie["user"]["username"]: tie["tieStrength"] for tie in ties(client, **asked)}


def write(one: Client, other: Client, *, day: int, count: int = 1) -> None:
    for n in range(count):
        at = utc(day) + timedelta(seconds=n)
        writer.store(act(Social.MESSAGE_SEND, int(one.id), at, int(other.id)))


class TestTies:
    @pytest.mark.parametrize(
        ("zone", "before", "after"),
        [
            ("America/St_Johns", utc(10, 15), utc(11, 15)),  # Its day ends at 2:30.
            ("Asia/Kolkata", utc(10, 15), utc(10, 20)),  # And there at 18:30.
        ],
    )
    def test_know_nothing_of_after_the_range(
        self, member: Member, zone: str, before: Any, after: Any
    ) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        User.objects.filter(pk=ada.id).update(timezone=zone)
        for at, other in ((before, bob), (after, bob), (after, cyd)):
            writer.store(act(Social.MESSAGE_SEND, int(ada.id), at, int(other.id)))
        aggregate()
        day = {"from": "2026-05-10", "to": "2026-05-10"}

        (tie,) = ties(ada, **day)

        assert tie["user"]["username"] == "bob"
        assert (tie["tieStrength"], tie["interactions"]) == (1, 1)
        assert tie["lastInteractionAt"] == before.isoformat()
        assert strengths(ada) == pytest.approx({"bob": 2 / 3, "cyd": 1 / 3}, rel=0.01)

    def test_are_shares_of_decayed_acts(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        write(ada, bob, day=1, count=4)  # Halved by the 31st.
        write(ada, cyd, day=31)
        writer.store(act(Social.MESSAGE_SEND, int(ada.id), utc(31), int(bob.id), int(cyd.id)))
        writer.store(act(Social.PROFILE_VISIT, int(ada.id), utc(31, 13), int(cyd.id)))
        write(cyd, ada, day=31, count=9)  # Makes no tie of Ada's.
        aggregate()

        first, second = ties(ada)

        total = (4 / 2 + 0.5) + (1 + 0.5 + 0.1)
        assert first["user"] == {"id": bob.id, "username": "bob"}
        assert first["tieStrength"] == pytest.approx(2.5 / total)
        assert (first["interactions"], first["lastInteractionAt"]) == (5, utc(31).isoformat())
        assert second["user"]["username"] == "cyd"
        assert second["tieStrength"] == pytest.approx(1.6 / total)
        assert (second["interactions"], second["lastInteractionAt"]) == (
            3,
            utc(31, 13).isoformat(),
        )
        assert second["parts"] == [
            {
                "type": "MESSAGE_SEND",
                "decayedActs": 1.5,
                "weight": 1,
                "strength": pytest.approx(1.5 / total),
            },
            {
                "type": "PROFILE_VISIT",
                "decayedActs": 1,
                "weight": 0.1,
                "strength": pytest.approx(0.1 / total),
            },
        ]

    def test_are_those_of_the_ranges_end(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        write(ada, bob, day=4, count=3)
        write(ada, cyd, day=5)
        write(ada, cyd, day=20, count=40)
        aggregate()

        then = strengths(ada, **{"from": "2026-05-01", "to": "2026-05-19"})

        faded = 0.5 ** (1 / 30)
        assert then["bob"] == pytest.approx(3 * faded / (3 * faded + 1))
        assert list(strengths(ada)) == ["cyd", "bob"]
        assert strengths(ada, **{"from": "2026-05-01", "to": "2026-05-03"}) == {}

    @pytest.mark.parametrize("kind", ["BLOCKS", "MUTES"])
    def test_a_block_or_mute_takes_out_at_once(self, member: Member, kind: str) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        write(ada, bob, day=31, count=3)
        write(ada, cyd, day=31)
        aggregate()

        hold(ada, kind, bob)

        assert strengths(ada) == {"cyd": 0.25}

    def test_who_blocked_is_out_and_who_muted_is_not(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        write(ada, bob, day=31, count=3)
        write(ada, cyd, day=31)
        aggregate()

        hold(bob, "BLOCKS", ada)
        hold(cyd, "MUTES", ada)

        assert strengths(ada) == {"cyd": 0.25}

    def test_a_closed_account_is_no_tie(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        write(ada, bob, day=31)
        aggregate()
        User.objects.filter(pk=bob.id).update(is_active=False)

        assert strengths(ada) == {}

    def test_mutual_connections_are_counted_in_the_graph(self, member: Member) -> None:
        ada, bob, cyd, dan, eve = map(member, ("ada", "bob", "cyd", "dan", "eve"))
        write(ada, bob, day=31, count=2)
        write(ada, eve, day=31)
        for friend in (cyd, dan):
            connect(friend, ada)
            connect(bob, friend)
        aggregate()

        assert [tie["mutualConnections"] for tie in ties(ada)] == [2, 0]

    def test_without_the_graph_blocks_are_as_recorded(
        self, member: Member, services: Services
    ) -> None:
        ada, bob, cyd, dan, eve = map(member, ("ada", "bob", "cyd", "dan", "eve"))
        for other in (bob, cyd, dan, eve):
            write(ada, other, day=31)
        ada.mutate("blockUser", {"userId": bob.id})
        cyd.mutate("muteUser", {"userId": ada.id})
        dan.mutate("blockUser", {"userId": ada.id})
        dan.mutate("unblockUser", {"userId": ada.id})
        eve.mutate("updateProfile", {"trackingConsent": False})
        aggregate()
        services.neo4j.pause()

        found = ties(ada)

        assert [tie["user"]["username"] for tie in found] == ["cyd", "dan"]
        assert [tie["mutualConnections"] for tie in found] == [None, None]

    def test_the_queries_are_as_many_however_many_ties(self, member: Member) -> None:
        ada, others = member("ada"), [member(f"member{n}") for n in range(12)]
        write(ada, others[0], day=4)
        connect(ada, others[1])
        aggregate()
        with counted_queries() as one:
            assert len(ties(ada)) == 1
        for other in others:
            write(ada, other, day=5)
        aggregate()
        with counted_queries() as ten:
            assert len(ties(ada)) == 10

        signing_in = 2
        assert one.counts == ten.counts == (3, signing_in + 4), (one.graph, one.database)


class TestSuggestions:
    @pytest.fixture
    def friend(self, member: Member) -> Client:
        return member("friend")

    @pytest.fixture
    def ada(self, member: Member, friend: Client) -> Client:
        ada = member("ada")
        connect(ada, friend)
        return ada

    @staticmethod
    def found(client: Client) -> list[tuple[str, int]]:
        network = client.query(SUGGESTIONS)["socialNetwork"]
        assert network["suggestedConnectionsReason"] is None
        suggested = network["suggestedConnections"]
        assert {each["reason"] for each in suggested} <= {"MUTUAL_CONNECTIONS"}
        return [(each["user"]["username"], each["mutualConnections"]) for each in suggested]

    def test_are_the_connections_connections(
        self, ada: Client, friend: Client, member: Member
    ) -> None:
        bob, cyd, dan, eve = map(member, ("bob", "cyd", "dan", "eve"))
        connect(cyd, ada)
        for one, other in ((friend, bob), (dan, friend), (dan, cyd), (friend, cyd), (dan, eve)):
            connect(one, other)

        assert self.found(ada) == [("dan", 2), ("bob", 1)]

    def test_of_who_has_no_connections(self, member: Member) -> None:
        assert self.found(member("bob")) == []

    @pytest.mark.parametrize(
        ("by", "kind"), [("ada", "BLOCKS"), ("bob", "BLOCKS"), ("ada", "MUTES")]
    )
    def test_never_who_is_blocked_or_muted(
        self, ada: Client, friend: Client, member: Member, by: str, kind: str
    ) -> None:
        bob = member("bob")
        connect(friend, bob)
        assert self.found(ada) == [("bob", 1)]

        hold(*((ada, kind, bob) if by == "ada" else (bob, kind, ada)))

        assert self.found(ada) == []

    @pytest.mark.parametrize("status", list(ConnectionStatus))
    @pytest.mark.parametrize("asked_by_ada", [True, False])
    def test_never_who_asked_or_was_asked(
        self,
        ada: Client,
        friend: Client,
        member: Member,
        status: ConnectionStatus,
        asked_by_ada: bool,
    ) -> None:
        bob = member("bob")
        connect(friend, bob)
        ends = (int(ada.id), int(bob.id))
        requester, receiver = ends if asked_by_ada else ends[::-1]
        Connection(requester_id=requester, receiver_id=receiver, status=status.value).save()

        assert self.found(ada) == []

    def test_never_who_was_dismissed(self, ada: Client, friend: Client, member: Member) -> None:
        bob = member("bob")
        connect(friend, bob)
        ada.mutate(
            "trackSocialInteraction",
            {"interactionType": "RECOMMENDATION_DISMISS", "targetUserId": bob.id},
            "tracked",
        )
        aggregate()

        assert self.found(ada) == []

    def test_never_a_closed_account(self, ada: Client, friend: Client, member: Member) -> None:
        bob = member("bob")
        connect(friend, bob)
        User.objects.filter(pk=bob.id).update(is_active=False)

        assert self.found(ada) == []

    def test_are_ten_however_many_accounts_before_them_are_closed(
        self, ada: Client, friend: Client
    ) -> None:
        others = [make_member(f"member{n}").pk for n in range(22)]
        for other in others:
            ends = {"requester_id": int(friend.id), "receiver_id": other}
            Connection(status=ConnectionStatus.ACCEPTED.value, **ends).save()
        User.objects.filter(pk__in=others[:11]).update(is_active=False)

        assert self.found(ada) == [(f"member{n}", 1) for n in range(11, 21)]

    def test_without_the_graph_are_null_with_a_reason(
        self, ada: Client, services: Services
    ) -> None:
        services.neo4j.kill()

        network = ada.query(SUGGESTIONS)["socialNetwork"]

        assert network["suggestedConnections"] is None
        assert network["suggestedConnectionsReason"].startswith("A service that this needs is away")
        assert network["messagesSent"] == 0

    def test_a_graph_that_hangs_is_not_waited_for(
        self, ada: Client, services: Services, settings: LazySettings
    ) -> None:
        settings.ANALYTICS_GRAPH_TIMEOUT_SECONDS = 0.2
        services.neo4j.pause()

        network = ada.query(SUGGESTIONS)["socialNetwork"]

        assert network["suggestedConnections"] is None

    def test_the_queries_are_as_many_however_many_are_found(
        self, ada: Client, friend: Client, member: Member
    ) -> None:
        connect(friend, member("bob"))
        with counted_queries() as one:
            assert len(self.found(ada)) == 1
        for n in range(12):
            connect(friend, member(f"member{n}"))
        with counted_queries() as ten:
            assert len(self.found(ada)) == 10

        signing_in = 2
        assert one.counts == ten.counts == (3, signing_in + 4), (one.graph, one.database)
