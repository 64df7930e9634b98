"""From the stream into the tables: once, whatever dies on the way, and whatever came in."""

import threading
import time
from functools import partial
from typing import Any

import orjson
import pytest
from django.db import OperationalError, connection, connections
from django.db.models import Sum

from ooumph.embedded.services import Services
from ooumph.ids import new_id
from tests.user_activity.streams import append, assert_counts_add_up, counted
from tests.user_activity.test_writer import NOON, search
from tests.watching import wait_until
from user_activity import stream
from user_activity.codec import OWN, encode, row_of
from user_activity.models import (
    DeadLetter,
    EventTally,
    StreamEntry,
    StreamProgress,
    TouchedMember,
    UserActivity,
)
from user_activity.storing import drain as draining
from user_activity.storing.drain import drain
from user_activity.stream import Reader
from user_activity.tallies import Outcome
from user_activity.tasks import prune_stream_records

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def claim_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draining, "CLAIM_IDLE_SECONDS", 0.5)


def put(payload: bytes, *, events: int = 1, version: object = 1) -> None:
    """An entry as some other version, or nobody of ours, might write it."""
    fields: dict[Any, Any] = {"v": version, "n": events, "e": payload}
    stream.worker_client().xadd(stream.STREAM, fields)
    stream.worker_client().incrby(stream.DEPTH, events)


def taken() -> draining.Taken:
    """What a writer holds that goes no further."""
    reader = Reader()
    reader.prepare()
    return draining._take(reader, draining.AtHand())


def test_what_waits_is_stored_and_leaves_the_stream() -> None:
    for number in (1, 3, 500):
        append([search() for _ in range(number)])
    assert stream.depth() == 504
    assert stream.oldest_at() is not None

    assert drain() == 504

    assert UserActivity.objects.count() == 504
    assert (stream.depth(), stream.oldest_at()) == (0, None)
    assert StreamEntry.objects.count() == 3
    assert stream.worker_client().xinfo_groups(stream.STREAM)[0]["consumers"] == 0
    assert_counts_add_up()


def test_an_entry_that_is_claimed_twice_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(50):
        append([search()])
    taken()
    monkeypatch.setattr(draining, "CLAIM_IDLE_SECONDS", 0)  # Its own are claimed again and again.

    drain()

    assert UserActivity.objects.count() == 50
    assert counted()[Outcome.DUPLICATE] == 0
    assert_counts_add_up()


@pytest.mark.usefixtures("claim_soon")
def test_a_writer_that_died_with_entries_in_hand_loses_none() -> None:
    append([search() for _ in range(4)])
    taken()
    time.sleep(0.6)

    assert drain() == 4
    assert UserActivity.objects.count() == 4
    assert_counts_add_up()


@pytest.mark.usefixtures("claim_soon")
def test_a_writer_that_died_between_commit_and_acknowledgement_doubles_none() -> None:
    append([search(), search(keys=(new_id(),))])
    draining._store(taken())
    marks = TouchedMember.objects.count()
    time.sleep(0.6)

    drain()

    assert UserActivity.objects.count() == 2
    assert TouchedMember.objects.count() == marks
    assert counted() == {Outcome.ACCEPTED: 2, Outcome.STORED: 2}
    assert_counts_add_up()


def test_an_event_is_one_whatever_path_it_came_by_and_whatever_its_time() -> None:
    key = new_id()
    first = search(event_id=key, keys=(key,))
    again = search(event_id=key, keys=(key,), occurred_at=NOON.replace(hour=13))
    append([first, again])
    append([again])
    drain()
    append([again])
    drain()

    assert [row.occurred_at for row in UserActivity.objects.all()] == [NOON]
    assert counted() == {Outcome.ACCEPTED: 4, Outcome.STORED: 1, Outcome.DUPLICATE: 3}
    assert_counts_add_up()


def test_writers_beside_each_other_store_each_event_once() -> None:
    for _ in range(40):
        append([search() for _ in range(50)])

    def work() -> None:
        try:
            drain()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert UserActivity.objects.count() == 2000
    assert stream.depth() == 0
    assert_counts_add_up()


def test_bad_rows_and_entries_become_dead_letters_and_the_rest_is_stored() -> None:
    good, unknown = row_of(search()), row_of(search())
    unknown[OWN] = "levitate"
    too_long = row_of(search(description="x" * 501))
    put(orjson.dumps([good, unknown, too_long, "nonsense"]), events=4)
    put(b"\xff no json", events=7)
    put(encode([search()]), events=1, version=99)
    put(encode([search()]), events=1, version="x")
    append([search()])

    drain()

    assert UserActivity.objects.count() == 2
    letters = DeadLetter.objects.order_by("failed_at", "id").values_list("reason", "kind", "events")
    assert sorted(letters) == [
        ("invalid", "", 1),
        ("invalid", "", 1),
        ("refused", "activity:search", 1),
        ("unreadable", "", 1),
        ("unreadable", "", 1),
        ("unreadable", "", 7),
    ]
    assert stream.depth() == 1  # The entry that did not say how many it holds was not counted in.
    tallied = EventTally.objects.filter(outcome=Outcome.DEAD_LETTER).aggregate(n=Sum("events"))
    assert tallied == {"n": 12}


def test_without_a_database_nothing_is_taken(services: Services) -> None:
    append([search()])
    services.postgres.kill()
    connection.close()
    with pytest.raises(OperationalError):
        drain()
    services.postgres.start()
    connection.close()

    assert drain() == 1
    assert UserActivity.objects.count() == 1
    assert_counts_add_up()


def test_a_database_that_restarts_in_the_middle_is_waited_for(services: Services) -> None:
    append([search() for _ in range(3)])
    held = taken()
    connection.ensure_connection()
    services.postgres.kill()
    services.postgres.start()

    draining._patiently(partial(draining._store_by_halves, held))

    assert UserActivity.objects.count() == 3


def test_the_stream_outlives_its_server(services: Services) -> None:
    append([search() for _ in range(3)])
    services.valkey.kill()
    services.valkey.start()

    assert drain() == 3
    assert_counts_add_up()


def test_progress_is_where_the_oldest_that_waits_begins() -> None:
    append([search()])
    drain()
    before = StreamProgress.objects.get().drained_at
    append([search()])
    oldest = stream.oldest_at()
    taken()  # By a writer that does not finish.

    drain()

    after = StreamProgress.objects.get().drained_at
    assert before < after == oldest


def test_a_worker_drains(celery_worker_process: object) -> None:
    from user_activity.tasks import drain_stream

    append([search()])
    drain_stream.delay()

    wait_until(lambda: UserActivity.objects.count() == 1)
    wait_until(lambda: stream.depth() == 0)
    assert stream.worker_seen_at() is not None


def test_records_are_forgotten_past_the_horizon() -> None:
    append([search()])
    drain()
    StreamEntry.objects.create(milliseconds=1, sequence=0)
    abandoned = Reader()
    abandoned.prepare()
    append([search()])
    abandoned.acknowledge(abandoned.read(1))

    assert prune_stream_records() == 1

    assert StreamEntry.objects.get().milliseconds > 1


def test_a_new_server_whose_clock_is_behind_loses_nothing() -> None:
    append([search()])
    drain()
    client = stream.worker_client()
    last = client.xinfo_stream(stream.STREAM)["last-generated-id"]
    client.delete(stream.STREAM)
    client.xadd(stream.STREAM, {"v": 1, "n": 1, "e": encode([search()])}, id=last)
    client.incr(stream.DEPTH)

    assert drain() == 1

    assert UserActivity.objects.count() == 2
    assert StreamEntry.objects.count() == 1
    assert stream.depth() == 0
