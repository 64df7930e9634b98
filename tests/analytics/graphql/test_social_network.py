"""The network of all members, over HTTP: exact on small histories, for staff."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from account.models import User
from ooumph.ids import new_id
from tests.analytics.events import aggregate, event, utc
from tests.analytics.graphql.asking import MAY, META, refused
from tests.analytics.graphql.content import make_members
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.maintenance import touch_history
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
FIGURES = "users ties interactions reciprocity mutualDyads meanDegree density"
OVERVIEW = f"""
    query($kind: NetworkKind, $range: DateRangeInput) {{
        networkOverview(kind: $kind, range: $range) {{
            range {{ from to }} {META} kind {FIGURES}
        }}
    }}
"""
NOTHING = {
    "users": 0,
    "ties": 0,
    "interactions": 0,
    "reciprocity": None,
    "mutualDyads": None,
    "meanDegree": None,
    "density": None,
}


def figures(client: Client, kind: str = "MESSAGES", **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(OVERVIEW, kind=kind, range=asked or MAY)["networkOverview"]
    return {name: found[name] for name in FIGURES.split()}


def acts(word: Social, pairs: list[tuple[int, int]], day: int = 4) -> None:
    """One act of each (from, to) on a day in May."""
    writer.store(
        [
            event(word, a, utc(day) + timedelta(seconds=n), target_user_id=b)
            for n, (a, b) in enumerate(pairs)
        ]
    )


def test_of_messages(root: Client) -> None:
    a, b, c, d = make_members(4)
    acts(Social.MESSAGE_SEND, [(a, b), (a, b), (b, a), (a, c), (c, d)])
    acts(Social.MESSAGE_SEND, [(a, b), (d, c)], day=20)
    acts(Social.MESSAGE_READ, [(d, a)])
    aggregate()

    assert figures(root) == {
        "users": 4,
        "ties": 5,
        "interactions": 7,
        "reciprocity": 4 / 5,
        "mutualDyads": 2 / 3,
        "meanDegree": 5 / 4,
        "density": 5 / 12,
    }
    within = figures(root, **{"from": "2026-05-04", "to": "2026-05-19"})
    assert (within["ties"], within["interactions"], within["mutualDyads"]) == (4, 5, 1 / 3)
    assert figures(root, **{"from": "2026-05-05", "to": "2026-05-19"}) == NOTHING


def test_a_message_to_several_is_a_tie_to_each(root: Client) -> None:
    a, b, c = make_members(3)
    act = new_id()
    writer.store(
        [event(Social.MESSAGE_SEND, a, utc(4), act_id=act, target_user_id=x) for x in (b, c)]
        + [event(Social.MESSAGE_SEND, a, utc(4)), event(Social.MESSAGE_SEND, a, utc(5))]
    )
    aggregate()

    found = figures(root)

    assert (found["users"], found["ties"], found["interactions"]) == (3, 2, 2)


def test_kinds_are_apart(root: Client) -> None:
    a, b, c = make_members(3)
    acts(Social.CONNECTION_REQUEST, [(a, b), (a, c)])
    acts(Social.CONNECTION_ACCEPT, [(b, a)])
    acts(Social.PROFILE_VISIT, [(c, a), (c, a), (c, b)])
    aggregate()

    connections, visits = figures(root, "CONNECTIONS"), figures(root, "VISITS")

    assert figures(root) == NOTHING
    assert (connections["ties"], connections["reciprocity"]) == (3, 2 / 3)
    assert (visits["ties"], visits["interactions"], visits["reciprocity"]) == (2, 3, 0)


def test_bots_and_staff_are_left_out_as_long_as_they_are_marked(root: Client) -> None:
    a, b, c = make_members(3)
    acts(Social.MESSAGE_SEND, [(a, b), (b, c), (c, a), (a, int(root.id)), (int(root.id), b)])
    aggregate()
    assert figures(root)["ties"] == 3

    for marked, users, ties in ((True, 2, 1), (False, 3, 3)):
        User.objects.filter(pk=c).update(is_bot=marked)
        touch_history(c)
        aggregate()
        assert (figures(root)["users"], figures(root)["ties"]) == (users, ties)


def test_says_how_far_it_is_computed(root: Client) -> None:
    a, b = make_members(2)
    aggregate()
    acts(Social.MESSAGE_SEND, [(a, b)])

    waiting = root.query(OVERVIEW, range=MAY)["networkOverview"]
    aggregate()
    done = root.query(OVERVIEW, range=MAY)["networkOverview"]

    assert (waiting["ties"], waiting["meta"]["isPartial"]) == (0, True)
    assert (done["ties"], done["meta"]["isPartial"]) == (1, False)
    assert (done["kind"], done["meta"]["timezone"]) == ("MESSAGES", "UTC")


def test_is_for_staff(member: Member, client_of_nobody: Callable[[], Client]) -> None:
    assert refused(member("ada"), OVERVIEW) == ("FORBIDDEN", None)
    assert refused(client_of_nobody(), OVERVIEW) == ("UNAUTHENTICATED", None)


def test_a_range_that_is_none(root: Client) -> None:
    assert refused(root, OVERVIEW, range={"from": "2026-05-04", "to": "2026-05-03"}) == (
        "INVALID",
        "range.from",
    )


def test_the_queries_are_as_many_however_large_the_network(root: Client) -> None:
    acts(Social.MESSAGE_SEND, [(int(root.id), 0)])
    aggregate()
    with counted_queries() as small:
        figures(root)
    members = make_members(20)
    for n in range(10):
        day = date(2026, 5, 1) + timedelta(days=n)
        acts(Social.MESSAGE_SEND, [(a, b) for a in members for b in members if a < b], day.day)
    aggregate()
    with counted_queries() as large:
        assert figures(root)["ties"] == 190

    signing_in = 2
    assert small.counts == large.counts == (0, signing_in + 3), small.database
