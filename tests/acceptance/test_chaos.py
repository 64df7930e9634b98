"""Kill the worker, Valkey and Postgres while members report; then count, exactly.

The large version, with the graph, the web server and a busy disk, is benchmarks/chaos.py.
"""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from django.conf import LazySettings
from django.db import close_old_connections, connection, connections

from analytics import engine
from analytics.models import MemberDay
from ooumph.embedded.processes import Child
from ooumph.embedded.services import Services
from tests.api import Client
from tests.conftest import worker_environment
from tests.user_activity.streams import assert_counts_add_up, counted
from tests.watching import wait_until
from user_activity import stream
from user_activity.buffer import BufferUnavailable
from user_activity.collecting import collecting, flush
from user_activity.context import Actor, acting_as
from user_activity.models import DeadLetter, TouchedMember, UserActivity
from user_activity.services import ActivityService
from user_activity.storing import drain as draining
from user_activity.tallies import Outcome
from user_activity.tasks import drain_stream
from user_activity.vocabulary import ActivityType

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "chaos"
BATCH_EVENTS = 40
SEARCH = ActivityType.SEARCH
Send = Callable[[Sequence[UUID]], bool]  # Whether the events were durably accepted.


class Worker:
    """A real one, on a queue of its own, called by a clock of its own."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stopped = threading.Event()
        self._clock = threading.Thread(target=self._tick)
        self._child: Child | None = None

    def start(self) -> None:
        options = ["worker", "--concurrency=1", "-Q", QUEUE, "-n", QUEUE, "--without-mingle"]
        command = [sys.executable, "-m", "celery", "-A", "ooumph", *options]
        state = self._services.state
        self._child = Child(state, "chaos-worker", command, environment=worker_environment())

    def kill(self) -> None:
        if self._child is not None:
            self._child.kill()

    def __enter__(self) -> "Worker":
        self.start()
        self._clock.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._clock.join()
        self.kill()

    def _tick(self) -> None:
        while not self._stopped.wait(0.3):
            with suppress(Exception):  # Whatever the broker's library raises while it is away.
                drain_stream.apply_async(queue=QUEUE, expires=2, retry=False)


class Sender(threading.Thread):
    """Sends new events until told to stop, and each again until it was accepted."""

    def __init__(self, send: Send, seed: int) -> None:
        super().__init__()
        self.accepted: set[UUID] = set()
        self.answers: Counter[bool] = Counter()
        self.enough = threading.Event()
        self._send = send
        self._dice = random.Random(seed)

    def run(self) -> None:
        waiting: list[UUID] = []
        try:
            while waiting or not self.enough.is_set():
                new = 0 if self.enough.is_set() else self._dice.randint(1, BATCH_EVENTS)
                batch = [*waiting, *(uuid4() for _ in range(new))][:500]
                rest = waiting[500:]
                accepted = self._send(batch)
                self.answers[accepted] += 1
                waiting = rest if accepted else [*batch, *rest]
                if accepted:
                    self.accepted.update(batch)
                    waiting += self._dice.sample(batch, len(batch) // 20)  # An anxious client.
                    time.sleep(0.02)
                else:
                    time.sleep(0.2)
                if self.enough.is_set() and accepted:
                    waiting = [each for each in waiting if each not in self.accepted]
        finally:
            connections.close_all()


def over_http(client: Client) -> Send:
    """By `trackEvents`, without an instant: a retry tells another time than the first try."""

    def send(ids: Sequence[UUID]) -> bool:
        events = [
            {"kind": "ACTIVITY", "activityType": "SEARCH", "eventId": str(each)} for each in ids
        ]
        try:
            found = client.payload("trackEvents", {"events": events}, "accepted")
        except (httpx.HTTPError, ValueError, AssertionError, KeyError):
            return False  # Nothing that a client could read.
        assert {error["code"] for error in found["errors"]} <= {"UNAVAILABLE"}
        return found["accepted"] == len(ids)

    return send


def through_the_service(user_id: int) -> Send:
    """As the product's own code in a request."""

    def send(ids: Sequence[UUID]) -> bool:
        close_old_connections()
        with acting_as(Actor(user_id=user_id, consents=True)), collecting():
            for each in ids:
                assert ActivityService.track_activity(activity_type=SEARCH, event_id=each)
            try:
                flush()
            except BufferUnavailable:
                return False
        return True

    return send


@pytest.fixture
def as_in_production(settings: LazySettings) -> None:
    settings.ACTIVITY_BUFFERS = [
        "user_activity.buffers.redis.RedisBuffer",
        "user_activity.buffers.postgres.PostgresBuffer",
    ]
    settings.ACTIVITY_RAISES = False
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "tracking": ""}


@pytest.fixture
def senders(
    member: Callable[..., Client], client_of_nobody: Callable[[], Client], as_in_production: None
) -> Iterator[list[Sender]]:
    ways: list[Send] = []
    for name in ("ada", "bob"):
        who, device = member(name), client_of_nobody()
        device.token = who.token
        ways += [over_http(device), through_the_service(int(who.id))]
    senders = [Sender(send, seed) for seed, send in enumerate(ways)]
    yield senders
    for sender in senders:
        sender.enough.set()


def searches() -> set[UUID]:
    return set(UserActivity.objects.filter(activity_type=SEARCH).values_list("pk", flat=True))


def count_of_days() -> int:
    """The rows that the analytics counted."""
    days = MemberDay.objects.values_list("activity_counts", "content_counts", "social_counts")
    return sum(sum(counts.values()) for day in days for counts in day)


def test_whatever_is_killed_every_accepted_event_is_stored_once(
    services: Services, senders: list[Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Worker(services) as worker:
        for sender in senders:
            sender.start()
        wait_until(lambda: UserActivity.objects.filter(activity_type=SEARCH).exists())
        break_everything(services, worker)
        for sender in senders:
            sender.enough.set()
        for sender in senders:
            sender.join()
        connection.close()
        assert_the_worker_is_back(senders[1])
    monkeypatch.setattr(draining, "CLAIM_IDLE_SECONDS", 0)  # Nobody else is left.
    requests_that_nobody_waits_for_have_ended()

    accepted = set[UUID]().union(*(sender.accepted for sender in senders))
    assert all(sender.answers[True] > 0 for sender in senders)
    assert searches() == accepted
    assert UserActivity.objects.filter(activity_type=SEARCH).count() == len(accepted)
    assert_counts_add_up()
    assert counted()[Outcome.STORED] == UserActivity.objects.count()
    assert (stream.depth(), stream.oldest_at(), DeadLetter.objects.count()) == (0, None, 0)

    engine.run()
    assert TouchedMember.objects.count() == 0
    assert count_of_days() == UserActivity.objects.count()


def requests_that_nobody_waits_for_have_ended() -> None:
    """A sender that was told nothing in time has sent its events again; the server may still be at
    the first request, whose events are then accepted once more."""
    settled: list[Counter[Outcome]] = []
    while len(settled) < 3 or len({tuple(sorted(each.items())) for each in settled[-3:]}) > 1:
        draining.drain()
        wait_until(lambda: not stream.depth())  # Another test's worker may still acknowledge.
        settled.append(counted())
        time.sleep(0.5)


def break_everything(services: Services, worker: Worker) -> None:
    """Each alone and then two at once, at moments that nobody chose."""
    dice = random.Random()
    rounds: list[list[Any]] = [
        [services.valkey],
        [worker],
        [services.postgres],
        [services.valkey, services.postgres],
        [worker, services.postgres],
    ]
    for killed in rounds:
        time.sleep(dice.uniform(0.2, 1.0))
        for each in killed:
            each.kill()
        time.sleep(dice.uniform(0.0, 0.7))
        for each in killed:
            each.start()


def assert_the_worker_is_back(sender: Sender) -> None:
    """Without being started again it reaches both stores, and stores what comes from now on."""
    stream.BREAKER.close()
    late = [uuid4()]
    assert sender._send(late)
    sender.accepted.update(late)
    wait_until(lambda: UserActivity.objects.filter(pk=late[0]).exists())
