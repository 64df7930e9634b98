"""trackingHealth: exact numbers, null for what nobody can know, and staff alone may ask."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from prometheus_client import CollectorRegistry, Histogram

from account.models import User
from ooumph import clock
from ooumph.embedded.services import Services
from ooumph.ids import new_id
from tests.api import Client, event_ids, recorded
from tests.conftest import heal
from tests.watching import counted_queries
from user_activity import stream, tallies
from user_activity.health.latencies import Latency, slowest_handlers
from user_activity.health.tracking import tracking_health
from user_activity.models import (
    DeadLetter,
    DeadLetterReason,
    EventTally,
    RetentionRun,
    TouchedMember,
)
from user_activity.tallies import Outcome, Reason, Tally

pytestmark = pytest.mark.django_db(transaction=True)

ASK = """{ trackingHealth {
    acceptedLastHour storedLastHour failedLastHour successRate bufferDepth oldestBufferedSeconds
    deadLetters aggregationLagSeconds defaultPartitionRows
    tables { name rows bytes } slowestHandlers { name p50Ms p95Ms calls }
    counts { outcome kind reason lastHour total } workerSeenAt drainedAt retentionRanAt } }"""
VIEW = "content:view"


@pytest.fixture
def staff(member: Callable[[str], Client]) -> Client:
    client = member("root")
    User.objects.filter(pk=client.id).update(is_staff=True)
    return client


@pytest.fixture
def _empty_pipe() -> None:
    """Nothing was counted yet."""
    stream.client().flushdb()
    EventTally.objects.all().delete()
    TouchedMember.objects.all().delete()
    tallies.take()


def stored_in_postgres(outcome: Outcome, kind: str, events: int, *, hours_ago: int = 0) -> None:
    counted_at = clock.now() - timedelta(hours=hours_ago)
    EventTally.objects.create(
        id=new_id(), counted_at=counted_at, outcome=outcome, kind=kind, reason="", events=events
    )


def letter(events: int, **changed: Any) -> None:
    DeadLetter.objects.create(
        id=new_id(),
        reason=DeadLetterReason.INVALID,
        error="",
        payload=b"",
        failed_at=clock.now(),
        events=events,
        **changed,
    )


@pytest.mark.usefixtures("_empty_pipe")
def test_an_empty_pipe_has_no_success_rate() -> None:
    found = tracking_health()

    assert (found.accepted_last_hour, found.stored_last_hour, found.failed_last_hour) == (0, 0, 0)
    assert (found.success_rate, found.buffer_depth, found.oldest_buffered_seconds) == (None, 0, 0)
    assert (found.dead_letters, found.aggregation_lag_seconds, found.counts) == (0, 0, [])
    assert found.worker_seen_at is None


@pytest.mark.usefixtures("_empty_pipe")
def test_every_number_is_both_stores_together() -> None:
    rejected = Tally(Outcome.REJECTED, "content", Reason.INVALID)
    dropped = Tally(Outcome.DROPPED, VIEW, Reason.BUFFER_UNAVAILABLE)
    counted = Counter({Tally(Outcome.ACCEPTED, VIEW): 40, rejected: 3, dropped: 10})
    stream.Appending(b"[]", 40, counted).depth()
    stored_in_postgres(Outcome.ACCEPTED, VIEW, 50)
    stored_in_postgres(Outcome.STORED, VIEW, 60)
    stored_in_postgres(Outcome.STORED, VIEW, 1000, hours_ago=2)
    stored_in_postgres(Outcome.DUPLICATE, VIEW, 15)
    stored_in_postgres(Outcome.DEAD_LETTER, VIEW, 2)
    letter(2)
    letter(7, replayed_at=clock.now())
    now = clock.now()
    for seconds in (30, 90):
        since = now - timedelta(seconds=seconds)
        TouchedMember.objects.create(
            id=new_id(), user_id=1, first_at=since, last_at=since, received_at=since
        )
    RetentionRun.objects.create(
        id=new_id(),
        table="user_activity",
        floor=now,
        started_at=now,
        finished_at=now,
        eligible_rows=0,
    )
    stream.beat()

    with clock.at(now):
        found = tracking_health()

    assert (found.accepted_last_hour, found.stored_last_hour, found.failed_last_hour) == (
        90,
        60,
        12,
    )
    assert found.success_rate == (60 + 15) / (90 + 10)
    assert (found.buffer_depth, found.dead_letters, found.aggregation_lag_seconds) == (40, 2, 90.0)
    assert [
        (count.outcome, count.kind, count.reason, count.last_hour, count.total)
        for count in found.counts
    ] == [
        (Outcome.ACCEPTED, VIEW, "", 90, 90),
        (Outcome.DEAD_LETTER, VIEW, "", 2, 2),
        (Outcome.DROPPED, VIEW, Reason.BUFFER_UNAVAILABLE, 10, 10),
        (Outcome.DUPLICATE, VIEW, "", 15, 15),
        (Outcome.REJECTED, "content", Reason.INVALID, 3, 3),
        (Outcome.STORED, VIEW, "", 60, 1060),
    ]
    assert found.retention_ran_at == now
    assert found.worker_seen_at is not None


@pytest.mark.usefixtures("_empty_pipe")
def test_a_backlog_that_is_caught_up_is_no_more_than_success() -> None:
    stored_in_postgres(Outcome.ACCEPTED, VIEW, 1)
    stored_in_postgres(Outcome.STORED, VIEW, 5)

    assert tracking_health().success_rate == 1.0


def test_the_api_tells_staff_what_an_act_came_to(staff: Client) -> None:
    before = staff.query(ASK)["trackingHealth"]
    given = {"activityType": "SEARCH"}
    staff.mutate("trackActivity", given, "tracked")

    found = staff.query(ASK)["trackingHealth"]

    assert found["acceptedLastHour"] == before["acceptedLastHour"] + 1
    assert found["storedLastHour"] == before["storedLastHour"] + 1
    assert (found["failedLastHour"], found["successRate"], found["bufferDepth"]) == (0, 1.0, 0)
    assert (found["deadLetters"], found["defaultPartitionRows"]) == (0, 0)
    searches = [count for count in found["counts"] if count["kind"] == "activity:search"]
    assert searches == [
        {"outcome": outcome, "kind": "activity:search", "reason": "", "lastHour": 1, "total": 1}
        for outcome in ("ACCEPTED", "STORED")
    ]
    assert [table["name"] for table in found["tables"]] == [
        "user_activity",
        "content_interaction",
        "social_interaction",
    ]
    assert all(table["bytes"] > 0 for table in found["tables"])
    assert all(handler["calls"] > 0 for handler in found["slowestHandlers"])
    assert found["slowestHandlers"]
    assert found["drainedAt"] is not None


@pytest.mark.usefixtures("_empty_pipe")
def test_tables_are_estimated_over_their_partitions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO user_activity (event_id, act_id, user_id, occurred_at, received_at, "
            "device, source, metadata, activity_type, description, success) "
            "SELECT gen_random_uuid(), gen_random_uuid(), 1, now(), now(), '', 'api', '{}', "
            "'search', '', true FROM generate_series(1, 3000)"
        )
        cursor.execute("ANALYZE user_activity, content_interaction")

    activity, content, _ = tracking_health().tables

    assert (activity.name, activity.rows) == ("user_activity", 3000)
    assert content.rows == 0
    assert activity.bytes > content.bytes


@pytest.mark.parametrize("how", ["kill", "pause"])
def test_without_redis_its_part_is_null_and_nothing_fails(
    staff: Client, services: Services, settings: LazySettings, how: str
) -> None:
    settings.ACTIVITY_STREAM_TIMEOUT_SECONDS = 0.2
    stream.client.cache_clear()
    try:
        getattr(services.valkey, how)()
        found = staff.query(ASK)["trackingHealth"]
    finally:
        stream.client.cache_clear()
        heal(services)

    unknown = ("acceptedLastHour", "failedLastHour", "successRate", "bufferDepth")
    assert {name: found[name] for name in unknown} == dict.fromkeys(unknown)
    assert (found["oldestBufferedSeconds"], found["workerSeenAt"]) == (None, None)
    assert found["storedLastHour"] == 2  # Signing up and in.
    assert {count["outcome"] for count in found["counts"] if count["total"] is None} == {
        "ACCEPTED",
        "REJECTED",
        "DROPPED",
    }


def test_staff_alone_may_ask(
    member: Callable[[str], Client], client_of_nobody: Callable[[], Client]
) -> None:
    ada, known = member("ada"), event_ids()

    for who, code in ((ada, "FORBIDDEN"), (client_of_nobody(), "UNAUTHENTICATED")):
        answer = who.post(ASK).json()
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
        assert answer["data"] == {"trackingHealth": None}
    assert recorded(since=known) == []


def test_it_costs_the_same_however_much_was_counted() -> None:
    costs = []
    for events in (1, 20):
        for _ in range(events):
            stored_in_postgres(Outcome.STORED, VIEW, 1)
        with counted_queries() as queries:
            tracking_health()
        costs.append(queries.counts)

    assert costs[0] == costs[1]


def test_latencies_are_interpolated_in_their_buckets() -> None:
    registry = CollectorRegistry()
    seconds = Histogram(
        "ooumph_handler_seconds", "…", ["handler"], buckets=[0.1, 0.2, 0.4], registry=registry
    )
    for name, observed in {
        "even": [0.05] * 10 + [0.15] * 10,
        "slow": [0.3] * 4,
        "beyond": [5.0],
        "never": [],
    }.items():
        measure = seconds.labels(handler=name)
        for value in observed:
            measure.observe(value)

    assert slowest_handlers(registry.collect()) == [
        Latency("beyond", 400.0, 400.0, 1),
        Latency("slow", 300.0, 390.0, 4),
        Latency("even", 100.0, 190.0, 20),
    ]
