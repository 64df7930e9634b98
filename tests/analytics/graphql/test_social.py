"""What a member and others do to each other, over HTTP: exact numbers, and to whom."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from account.models import User
from ooumph.ids import new_id
from tests.analytics.events import aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, META, make_staff, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.events import Event
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
FIGURES = """
    connectionsMade requestsSent requestsReceived acceptanceRate messagesSent messagesReceived
    messagesRead medianResponseMinutes answeredShare reciprocity profileVisitsMade
    profileVisitsReceived
"""
NETWORK = f"""
    query($userId: ID, $range: DateRangeInput) {{
        socialNetwork(userId: $userId, range: $range) {{
            range {{ from to }} {META} {FIGURES}
        }}
    }}
"""
NOTHING = {
    "connectionsMade": 0,
    "requestsSent": 0,
    "requestsReceived": 0,
    "acceptanceRate": None,
    "messagesSent": 0,
    "messagesReceived": 0,
    "messagesRead": 0,
    "medianResponseMinutes": None,
    "answeredShare": None,
    "reciprocity": None,
    "profileVisitsMade": 0,
    "profileVisitsReceived": 0,
}


def network(client: Client, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(NETWORK, **{"range": MAY, **variables})["socialNetwork"]
    return found


def act(word: Social, who: int, at: datetime, *targets: int) -> list[Event]:
    """The rows of one act to each of `targets`."""
    act_id = new_id()
    return [event(word, who, at, act_id=act_id, target_user_id=each) for each in targets]


def talk(one: int, other: int, minutes: Sequence[tuple[str, float]], day: int = 4) -> None:
    """Messages of `one` (">") and of `other` ("<"), so many minutes after the day's beginning."""
    for sign, after in minutes:
        who, to = (one, other) if sign == ">" else (other, one)
        at = utc(day, 0) + timedelta(minutes=after)
        writer.store(act(Social.MESSAGE_SEND, who, at, to))


class TestFigures:
    def test_of_what_is_done_and_what_is_received(self, member: Member) -> None:
        ada = member("ada")
        a = int(ada.id)
        b, c, d = (make_member(f"past{n}").pk for n in range(3))
        for rows in (
            act(Social.CONNECTION_REQUEST, a, utc(4), b),
            act(Social.CONNECTION_ACCEPT, b, utc(5), a),
            act(Social.CONNECTION_REQUEST, a, utc(5), c),
            act(Social.CONNECTION_DECLINE, c, utc(6), a),
            act(Social.CONNECTION_REQUEST, a, utc(7), c),
            act(Social.CONNECTION_REQUEST, d, utc(8), a),
            act(Social.CONNECTION_ACCEPT, a, utc(9), d),
            act(Social.MESSAGE_SEND, a, utc(10), b, c),
            [event(Social.MESSAGE_SEND, a, utc(11))],  # To a room of nobody known.
            act(Social.MESSAGE_SEND, b, utc(10), a, c),
            act(Social.MESSAGE_SEND, c, utc(10), b),
            act(Social.MESSAGE_READ, a, utc(12), b),
            act(Social.PROFILE_VISIT, a, utc(13), d),
            act(Social.PROFILE_VISIT, b, utc(13), a),
            act(Social.PROFILE_VISIT, c, utc(14), a),
        ):
            writer.store(rows)
        aggregate()

        found = network(ada)

        assert {name: found[name] for name in NOTHING} == {
            "connectionsMade": 2,
            "requestsSent": 3,
            "requestsReceived": 1,
            "acceptanceRate": pytest.approx(1 / 3),
            "messagesSent": 2,
            "messagesReceived": 1,
            "messagesRead": 1,
            "medianResponseMinutes": None,
            "answeredShare": None,
            "reciprocity": None,
            "profileVisitsMade": 1,
            "profileVisitsReceived": 2,
        }
        assert (found["meta"]["isPartial"], found["range"]) == (False, MAY)

    def test_of_nothing(self, member: Member) -> None:
        found = network(member("ada"))

        assert {name: found[name] for name in NOTHING} == NOTHING

    def test_days_are_those_of_the_members_zone(self, member: Member) -> None:
        ada = member("ada")
        User.objects.filter(pk=ada.id).update(timezone="Asia/Kolkata")
        bob = make_member("bob").pk
        for minute in (29, 30):  # The fourth of May begins there.
            writer.store(act(Social.MESSAGE_SEND, bob, utc(3, 18, minute), int(ada.id)))
            writer.store(act(Social.MESSAGE_SEND, int(ada.id), utc(3, 18, minute), bob))
        aggregate()

        for day in ("2026-05-03", "2026-05-04"):
            found = network(ada, range={"from": day, "to": day})
            assert (found["messagesSent"], found["messagesReceived"]) == (1, 1)
            assert found["meta"]["timezone"] == "Asia/Kolkata"

    def test_bots_and_staff_count_for_oneself(self, member: Member) -> None:
        ada, bot = member("ada"), make_member("bot", is_bot=True).pk
        writer.store(act(Social.MESSAGE_SEND, bot, utc(4), int(ada.id)))
        aggregate()

        assert network(ada)["messagesReceived"] == 1


class TestResponses:
    def test_are_timed_from_the_first_message_that_waits(self, member: Member) -> None:
        ada = member("ada")
        a, b = int(ada.id), make_member("bob").pk
        talk(a, b, [("<", 0), ("<", 8), (">", 10), (">", 11), ("<", 20), (">", 50)])
        aggregate()

        found = network(ada)

        assert found["medianResponseMinutes"] == 10  # Of 10 and 30.
        assert found["answeredShare"] == 1

    def test_what_waits_counts_until_the_ranges_end(self, member: Member) -> None:
        ada = member("ada")
        a, b, c = int(ada.id), make_member("bob").pk, make_member("cyd").pk
        talk(a, b, [("<", 0), (">", 30)])
        talk(a, c, [("<", 23 * 60 + 55)], day=31)
        aggregate()

        found = network(ada)

        # The second was watched for five minutes, and is no longer at risk after 30.
        assert (found["medianResponseMinutes"], found["answeredShare"]) == (30, 0.5)
        earlier = network(ada, range={"from": "2026-05-04", "to": "2026-05-30"})
        assert (earlier["medianResponseMinutes"], earlier["answeredShare"]) == (30, 1)

    def test_of_groups_do_not_count(self, member: Member) -> None:
        ada = member("ada")
        a, b, c = int(ada.id), make_member("bob").pk, make_member("cyd").pk
        writer.store(act(Social.MESSAGE_SEND, b, utc(4, 1), a, c))
        writer.store(act(Social.MESSAGE_SEND, a, utc(4, 2), b, c))
        talk(a, b, [("<", 3 * 60)])
        writer.store(act(Social.MESSAGE_SEND, a, utc(4, 4), b, c))
        talk(a, b, [(">", 5 * 60)])
        aggregate()

        assert network(ada)["medianResponseMinutes"] == 120

    def test_after_a_week_are_no_answers_in_time(self, member: Member) -> None:
        ada = member("ada")
        a, b = int(ada.id), make_member("bob").pk
        talk(a, b, [("<", 0)])
        talk(a, b, [(">", 1)], day=11)
        aggregate()

        found = network(ada)

        assert found["medianResponseMinutes"] == 7 * 24 * 60 + 1
        assert found["answeredShare"] == 0


class TestReciprocity:
    @pytest.mark.parametrize(("contacts", "expected"), [(4, None), (5, 0.4), (6, 1 / 3)])
    def test_is_of_those_written_to(
        self, member: Member, contacts: int, expected: float | None
    ) -> None:
        ada = member("ada")
        others = [make_member(f"past{n}").pk for n in range(contacts + 2)]
        for n, other in enumerate(others):
            if n < contacts:
                talk(int(ada.id), other, [(">", n)])
            if n < 2 or n >= contacts:
                talk(int(ada.id), other, [("<", 60 + n)])
        aggregate()

        found = network(ada)["reciprocity"]

        assert found == (None if expected is None else pytest.approx(expected))


class TestWho:
    def test_staff_see_anyones_and_others_their_own(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        talk(int(ada.id), int(bob.id), [(">", 0), (">", 1)])
        aggregate()

        assert refused(bob, NETWORK, userId=ada.id) == ("FORBIDDEN", "userId")
        assert refused(bob, NETWORK, userId="999999") == ("FORBIDDEN", "userId")
        root = make_staff(member("root"))
        assert network(root, userId=ada.id)["messagesSent"] == 2
        assert refused(root, NETWORK, userId="999999") == ("NOT_FOUND", "userId")

    def test_nobody_signed_in_sees_nothing(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), NETWORK) == ("UNAUTHENTICATED", None)

    def test_a_range_that_is_none(self, member: Member) -> None:
        asked = {"last": "WEEK", "to": "2026-05-03"}
        assert refused(member("ada"), NETWORK, range=asked) == ("INVALID", "range.last")


def test_what_others_did_and_waits_is_told(member: Member) -> None:
    ada, bob = member("ada"), make_member("bob").pk
    aggregate()
    writer.store(act(Social.MESSAGE_SEND, bob, utc(4), int(ada.id)))

    waiting = network(ada)
    aggregate()
    done = network(ada)

    assert (waiting["messagesReceived"], waiting["meta"]["isPartial"]) == (0, True)
    assert (done["messagesReceived"], done["meta"]["isPartial"]) == (1, False)


def test_the_queries_are_as_many_however_long_the_history(member: Member) -> None:
    ada = member("ada")
    with counted_queries() as short:
        network(ada)
    others = [make_member(f"past{n}").pk for n in range(10)]
    for day in range(1, 20):
        for other in others:
            talk(int(ada.id), other, [(">", 0), ("<", other)], day=day)
    aggregate()
    with counted_queries() as long:
        assert network(ada)["reciprocity"] == 1

    signing_in = 2
    assert short.counts == long.counts == (0, signing_in + 2), short.database
