"""Random histories, aggregated in random portions, agree with the oracle."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.models import User
from analytics.reaggregating import Asked, mark
from ooumph.ids import NAMESPACE
from tests.analytics.events import aggregate, assert_exact, erase, event, make_member, tables
from user_activity import writer
from user_activity.events import Event
from user_activity.maintenance import touch_history
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    InteractionType,
    SocialInteractionType,
    Word,
)

ZONES = ["UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Berlin", "America/Havana"]
WORDS: list[Word] = [
    ActivityType.SIGNUP,
    ActivityType.LOGIN_FAILED,
    ActivityType.PAGE_VIEW,
    SocialInteractionType.GROUP_JOIN,
]
CONTENT_WORDS = [
    *(InteractionType.CREATE, InteractionType.UPDATE, InteractionType.DELETE),
    *(InteractionType.VIEW, InteractionType.IMPRESSION, InteractionType.TIME_SPENT),
    *(InteractionType.LIKE, InteractionType.UNLIKE, InteractionType.REACT),
    *(InteractionType.UNREACT, InteractionType.SAVE, InteractionType.UNSAVE),
    *(InteractionType.COMMENT, InteractionType.SHARE, InteractionType.HIDE),
    *(InteractionType.CLICK, InteractionType.SCROLL_DEPTH, InteractionType.REPORT),
    *(InteractionType.NOT_INTERESTED, InteractionType.PLAY),
]
SOCIAL_WORDS = [
    SocialInteractionType.MESSAGE_SEND,
    SocialInteractionType.MESSAGE_READ,
    SocialInteractionType.PROFILE_VISIT,
    SocialInteractionType.CONNECTION_ACCEPT,
    SocialInteractionType.MENTION,
]
# Around the changes of the clock in Europe and America, at the turn of weeks and months.
BEGINNINGS = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 27), (10, 24), (10, 30))
]
INSTANTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from(BEGINNINGS),
    st.one_of(
        st.integers(0, 4 * 24 * 60),
        st.integers(23 * 60, 26 * 60),  # Close together, around a midnight.
    ),
)
ACTS = st.integers(0, 30).map(lambda number: uuid5(NAMESPACE, str(number)))
SESSIONS = st.sampled_from([None, uuid5(NAMESPACE, "a"), uuid5(NAMESPACE, "b")])
METADATA = st.sampled_from(
    [{}, {"reaction": "like"}, {"reaction": "love"}, {"privacy": "public", "tags": ["a", "b"]},
     {"privacy": "connections"}, {"unresolved": {"content": "missing"}},
     {"parent": {"type": "post", "id": "0"}}]
)  # fmt: skip
# A piece of content's author goes by its id, as in the product; imported content has none.
CONTENT = st.fixed_dictionaries(
    {
        "content_type": st.sampled_from([ContentType.POST, ContentType.COMMENT]),
        "content_id": st.sampled_from(["0", "1", "none"]),
        "duration_ms": st.sampled_from([None, 1000, 90_000, 7_200_000]),
        "scroll_depth": st.sampled_from([None, 0.0, 33.3333333, 100.0]),
        "visit_id": st.sampled_from(["", "v", "w"]),
        "metadata": METADATA,
        "session_id": SESSIONS,
    }
)
SOCIAL = st.fixed_dictionaries(
    {"target_user_id": st.sampled_from([None, 0, 1, 2]), "session_id": SESSIONS}
)
PLAIN = st.fixed_dictionaries(
    {"session_id": SESSIONS, "device": st.sampled_from(["", "mobile/iOS/Safari"])}
)
EVENTS = st.one_of(
    st.tuples(st.sampled_from(WORDS), st.integers(0, 3), INSTANTS, ACTS, PLAIN),
    st.tuples(st.sampled_from(CONTENT_WORDS), st.integers(0, 3), INSTANTS, ACTS, CONTENT),
    st.tuples(st.sampled_from(SOCIAL_WORDS), st.integers(0, 3), INSTANTS, ACTS, SOCIAL),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("store"), st.lists(EVENTS, max_size=12)),
        st.tuples(st.just("erase"), st.integers(0, 100)),
        st.tuples(st.just("bot"), st.integers(0, 2)),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 2), st.sampled_from(ZONES))),
        st.tuples(st.just("repeat"), st.none()),
        st.tuples(st.just("reaggregate"), st.none()),
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
            case "bot", int(number):
                member = User.objects.get(pk=members[number])
                User.objects.filter(pk=member.pk).update(is_bot=not member.is_bot)
                touch_history(member.pk)
            case "repeat", _:
                writer.store(stored)
            case "reaggregate", _:
                aggregate()
                before = tables()
                mark(Asked())
                aggregate()
                assert tables() == before
            case _:
                aggregate()


def as_event(
    everyone: list[int], word: Word, who: int, at: datetime, act: UUID, columns: dict[str, Any]
) -> Event:
    user_id = everyone[who]
    found = dict(columns)
    if "content_id" in found and found["content_id"].isdecimal():
        found["author_id"] = everyone[1 + int(found["content_id"])]
    if found.get("target_user_id") is not None:
        found["target_user_id"] = everyone[1 + found["target_user_id"]]
    return event(word, user_id, at, act_id=uuid5(act, str(who)), **found)
