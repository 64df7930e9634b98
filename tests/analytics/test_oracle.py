"""Random histories, aggregated in random portions, agree with the oracle."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.models import User
from ooumph.ids import NAMESPACE
from tests.analytics.events import aggregate, assert_exact, erase, event, make_member
from user_activity import writer
from user_activity.events import Event
from user_activity.maintenance import touch_history
from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

ZONES = ["UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Berlin", "America/Havana"]
WORDS: list[Word] = [
    ActivityType.SIGNUP,
    ActivityType.LOGIN_FAILED,
    ActivityType.PAGE_VIEW,
    InteractionType.CREATE,
    InteractionType.LIKE,
    InteractionType.TIME_SPENT,
    SocialInteractionType.MESSAGE_SEND,
    SocialInteractionType.GROUP_JOIN,
]
# Around the changes of the clock in Europe and America, at the turn of weeks and months.
BEGINNINGS = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 27), (10, 24), (10, 30))
]
INSTANTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from(BEGINNINGS),
    st.integers(0, 4 * 24 * 60),
)
ACTS = st.integers(0, 30).map(lambda number: uuid5(NAMESPACE, str(number)))
EVENTS = st.tuples(st.sampled_from(WORDS), st.integers(0, 3), INSTANTS, ACTS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("store"), st.lists(EVENTS, max_size=12)),
        st.tuples(st.just("erase"), st.integers(0, 100)),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 2), st.sampled_from(ZONES))),
        st.tuples(st.just("repeat"), st.none()),
        st.tuples(st.just("aggregate"), st.none()),
    ),
    max_size=10,
)


class Undone(Exception):
    """Ends an example's transaction."""


@pytest.mark.django_db
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, zones=st.lists(st.sampled_from(ZONES), min_size=3, max_size=3))
def test_random_histories(steps: list[tuple[str, object]], zones: list[str]) -> None:
    with suppress(Undone), transaction.atomic():
        live(steps, zones)
        aggregate()
        assert_exact()
        raise Undone


def live(steps: list[tuple[str, object]], zones: list[str]) -> None:
    members = [make_member(f"member{n}", zone).pk for n, zone in enumerate(zones)]
    everyone = [0, *members]
    stored: list[Event] = []
    for step, detail in steps:
        match step, detail:
            case "store", list(found):
                fresh = [as_event(everyone, *one) for one in found]
                writer.store(fresh)
                stored += fresh
            case "erase", int(number) if stored:
                erase([stored.pop(number % len(stored))])
            case "move", (int(number), str(zone)):
                User.objects.filter(pk=members[number]).update(timezone=zone)
                touch_history(members[number])
            case "repeat", _:
                writer.store(stored)
            case _:
                aggregate()


def as_event(everyone: list[int], word: Word, who: int, at: datetime, act: UUID) -> Event:
    return event(word, everyone[who], at, act_id=uuid5(act, str(who)))
