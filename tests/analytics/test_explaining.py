"""The events that explain a number are as many as the number, for each that is kept."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from account.models import User
from analytics import reach
from analytics.explaining.answers import Explanation, explain
from analytics.explaining.explainable import EXPLAINABLE
from analytics.models import (
    ContentDay,
    ContentMemberDay,
    MemberDay,
    MemberSession,
    PairDay,
    PlatformDay,
)
from analytics.social.network import NetworkKind, network_overview
from tests.analytics.events import MESSAGE, aggregate, event, make_member
from tests.analytics.feed.history import History
from tests.analytics.test_oracle import STEPS, ZONES, Undone, live
from user_activity import writer

QUESTIONS = 60  # Of the hundreds that a history leaves.
ITEM_COLUMNS = {
    name.removeprefix("content_"): name
    for name, each in EXPLAINABLE.items()
    if name.startswith("content_") and each.by_member
}
Asked = tuple[str, dict[str, Any], date, date, int | None]


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=STEPS,
    zones=st.lists(st.sampled_from(ZONES), min_size=3, max_size=3),
    chance=st.randoms(use_true_random=False),
)
def test_random_histories(
    steps: list[tuple[str, object]], zones: list[str], chance: Random
) -> None:
    with suppress(Undone), transaction.atomic():
        live(steps, zones)
        aggregate()
        staff = make_member("root", is_staff=True)
        found = list(questions())
        for asked in chance.sample(found, min(len(found), QUESTIONS)):
            check(staff, asked)
        raise Undone


@pytest.mark.django_db
def test_each_statistic_of_a_history_with_all_words() -> None:
    members = [make_member(f"member{n}").pk for n in range(4)]
    User.objects.filter(pk=members[3]).update(is_bot=True)
    now = datetime.now(UTC)
    History(1, members, now, items=1).store(400)
    writer.store([event(MESSAGE, members[0], now, device="desktop/Linux/Firefox")])
    aggregate()
    staff = make_member("root", is_staff=True)
    by_name: defaultdict[str, list[Asked]] = defaultdict(list)
    for asked in questions():
        by_name[asked[0]].append(asked)

    assert set(by_name) == set(EXPLAINABLE)
    for found in by_name.values():
        for asked in Random(2).sample(found, min(len(found), 30)):
            check(staff, asked)


def check(staff: User, asked: Asked) -> None:
    statistic, names, first, last, number = asked
    found = explained(staff, statistic, names, first, last)
    assert found.count == found.value, asked
    assert number is None or found.value == number, asked
    events = found.page
    assert len(events) == found.count
    assert len({event.key for event in events}) == len(events)
    assert [event.key for event in events] == sorted(event.key for event in events)


def explained(
    staff: User, statistic: str, names: Mapping[str, Any], first: date, last: date
) -> Explanation:
    asked = None if statistic == "session_acts" else {"from_": first, "to": last}
    return explain(viewer=staff, statistic=statistic, given=names, asked=asked, limit=1000)


def questions() -> Iterator[Asked]:
    """Each number that is kept, with its bucket; then numbers of longer ranges."""
    yield from of_members()
    yield from of_pairs()
    yield from of_items()
    yield from of_platform()


def of_members() -> Iterator[Asked]:
    known = set(User.objects.values_list("pk", flat=True))
    for row in MemberDay.objects.filter(user_id__in=known):
        who, day = {"user_id": str(row.user_id)}, row.starts_on
        yield "member_acts", who, day, day, row.acts
        yield "member_active_days", who, day, day, int(row.active)
        yield "member_messages_sent", who, day, day, row.messages_sent
        for hour, acts in row.hours.items():
            yield "member_hour_acts", {**who, "hour": int(hour)}, day, day, acts
        for device, rows in row.devices.items():
            yield "member_device_rows", {**who, "device": device}, day, day, rows
        for counts in (row.activity_counts, row.content_counts, row.social_counts):
            for word, rows in counts.items():
                yield "member_rows", {**who, "word": word}, day, day, rows
        for key, rows in row.type_counts.items():
            content_type, word = key.split(":")
            names = {**who, "content_type": content_type, "word": word}
            yield "member_rows", names, day, day, rows
        for statistic in ("member_acts", "member_active_days", "member_sessions"):
            yield statistic, who, day - timedelta(days=1), day + timedelta(days=2), None
    for session in MemberSession.objects.filter(user_id__in=known):
        names = {
            "user_id": str(session.user_id),
            "began_at": session.began_at,
            "session_id": str(session.session_id),
        }
        yield "session_acts", names, date.min, date.min, session.acts


def of_pairs() -> Iterator[Asked]:
    known = set(User.objects.values_list("pk", flat=True))
    for row in PairDay.objects.filter(user_id__in=known):
        day, word = row.starts_on, row.word
        names = {"user_id": str(row.user_id), "target_user_id": str(row.target_user_id)}
        yield "pair_interactions", {**names, "word": word}, day, day, len(row.at)
        yield "pair_alone", {**names, "word": word}, day, day, row.alone
        if row.target_user_id in known:
            names = {"user_id": str(row.target_user_id), "word": word}
            yield "member_received", names, day - timedelta(days=1), day, None


def of_items() -> Iterator[Asked]:
    for row in ContentDay.objects.all():
        item, day = {"content_type": row.content_type, "content_id": row.content_id}, row.starts_on
        for column, statistic in ITEM_COLUMNS.items():
            yield statistic, item, day, day, getattr(row, column) or 0
            yield statistic, item, day - timedelta(days=2), day + timedelta(days=1), None
        yield "content_daily_viewers", item, day, day, row.viewers or 0
        for statistic in EXPLAINABLE:
            if statistic.startswith("content_") and not EXPLAINABLE[statistic].by_member:
                yield statistic, item, day, day, None
                yield statistic, item, day - timedelta(days=2), day + timedelta(days=1), None
    known = set(User.objects.values_list("pk", flat=True))
    for share in ContentMemberDay.objects.filter(user_id__in=known):
        names = {
            "content_type": share.content_type,
            "content_id": share.content_id,
            "user_id": str(share.user_id),
        }
        for column, statistic in ITEM_COLUMNS.items():
            yield statistic, names, share.starts_on, share.starts_on, getattr(share, column) or 0


REACH = {
    "platform_active_users": "active",
    "platform_left_out_users": "left_out",
    "platform_viewer_item_pairs": "viewed",
    "platform_likes": "liked",
}
OF_DAY = {
    "platform_acts": "acts",
    "platform_active_users": "active_users",
    "platform_new_users": "new_users",
    "platform_sessions": "sessions",
    "platform_single_act_sessions": "single_act_sessions",
    "platform_content_views": "content_views",
    "platform_left_out_acts": "left_out_acts",
}


def of_platform() -> Iterator[Asked]:
    for row in PlatformDay.objects.all():
        day = row.starts_on
        for kind in NetworkKind:
            first, network = day - timedelta(days=3), {"network": kind.value}
            overview = network_overview(kind=kind, asked={"from_": first, "to": day})
            yield "network_interactions", network, first, day, overview.interactions
            yield "network_ties", network, first, day, overview.ties
        for statistic, column in OF_DAY.items():
            yield statistic, {}, day, day, getattr(row, column)
            yield statistic, {}, day - timedelta(days=3), day + timedelta(days=1), None
        span = day - timedelta(days=2), day + timedelta(days=1)
        (counts,) = reach.on_platform(list(REACH.values()), [span])
        for statistic, subject in REACH.items():
            yield statistic, {}, *span, counts[subject]
