"""Every buffer keeps the same promises; the first that is there takes the events."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import LazySettings
from django.db import connection

from ooumph.embedded.services import Services
from tests.user_activity.streams import assert_counts_add_up, counted
from tests.user_activity.test_writer import search
from tests.watching import wait_until
from user_activity import stream, tallies
from user_activity.buffer import Buffer, BufferUnavailable, FirstOf
from user_activity.buffers.postgres import PostgresBuffer
from user_activity.buffers.redis import RedisBuffer, _nudge
from user_activity.events import Event
from user_activity.models import UserActivity
from user_activity.storing.drain import drain
from user_activity.tallies import Outcome, Reason, Tally
from user_activity.tasks import drain_stream

pytestmark = pytest.mark.django_db(transaction=True)
BUFFERS: dict[str, type[RedisBuffer] | type[PostgresBuffer]] = {
    "redis": RedisBuffer,
    "postgres": PostgresBuffer,
}
REJECTED = Tally(Outcome.REJECTED, "activity:search", Reason.CONSENT)


@pytest.fixture(params=BUFFERS)
def buffer(request: pytest.FixtureRequest) -> Buffer:
    return BUFFERS[request.param]()


@pytest.fixture
def short_waits(settings: LazySettings) -> Iterator[None]:
    """As in production: a hung server is not waited for."""
    settings.ACTIVITY_STREAM_TIMEOUT_SECONDS = 0.1
    stream.client.cache_clear()
    yield
    stream.client.cache_clear()


def append(buffer: Buffer, events: list[Event]) -> None:
    buffer.begin(events, tallies.accepted(events) + Counter({REJECTED: 3}))()


def stored() -> set[object]:
    drain()
    return set(UserActivity.objects.values_list("event_id", flat=True))


class TestContract:
    def test_what_was_taken_is_stored_once_and_counted(self, buffer: Buffer) -> None:
        events: list[Event] = [search() for _ in range(3)]
        append(buffer, events)
        append(buffer, events)

        assert stored() == {event.event_id for event in events}
        assert counted() == {
            Outcome.ACCEPTED: 6,
            Outcome.STORED: 3,
            Outcome.DUPLICATE: 3,
            Outcome.REJECTED: 6,
        }
        assert_counts_add_up()

    def test_counts_alone_are_kept_too(self, buffer: Buffer) -> None:
        append(buffer, [])

        assert stored() == set()
        assert counted() == {Outcome.REJECTED: 3}

    def test_a_server_that_is_away_takes_nothing(self, buffer: Buffer, services: Services) -> None:
        server = services.valkey if isinstance(buffer, RedisBuffer) else services.postgres
        server.kill()
        with pytest.raises(BufferUnavailable):
            append(buffer, [search()])
        server.start()
        stream.BREAKER.close()
        connection.close()

        assert stored() == set()
        assert counted() == {}


@contextmanager
def standby() -> Iterator[None]:
    """PostgreSQL as it is until it takes over: nobody is connected to it yet."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = off")
            cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        connection.close()


def test_a_server_that_only_reads_is_away() -> None:
    with standby(), pytest.raises(BufferUnavailable):
        append(PostgresBuffer(), [search()])
    assert stored() == set()


class TestTheFirstThatIsThere:
    def test_takes_the_events_and_the_next_where_it_is_gone(self, services: Services) -> None:
        both = FirstOf([RedisBuffer(), PostgresBuffer()])
        first, second, third = search(), search(), search()

        append(both, [first])
        services.valkey.kill()
        append(both, [second])
        assert set(UserActivity.objects.values_list("event_id", flat=True)) == {second.event_id}
        services.valkey.start()
        stream.BREAKER.close()
        append(both, [third])

        assert stored() == {first.event_id, second.event_id, third.event_id}
        assert_counts_add_up()

    @pytest.mark.usefixtures("short_waits")
    def test_a_server_that_hangs_is_left_after_a_few_tries(self, services: Services) -> None:
        both = FirstOf([RedisBuffer(), PostgresBuffer()])
        services.valkey.pause()
        for _ in range(stream.BREAKER.fail_max):
            append(both, [search()])
        assert stream.BREAKER.current_state == "open"
        append(both, [search()])
        services.valkey.resume()
        assert UserActivity.objects.count() == 4

        stream.BREAKER.close()
        stored()  # What the hung server had been told is there twice, and stored once.
        assert UserActivity.objects.count() == 4
        assert_counts_add_up()

    def test_past_the_cap_the_next_takes_over(self, settings: LazySettings) -> None:
        settings.ACTIVITY_STREAM_MAX_EVENTS = 2
        both = FirstOf([RedisBuffer(), PostgresBuffer()])
        waiting: list[Event] = [search(), search()]
        append(both, waiting)
        append(both, [search()])

        assert stream.depth() == 2
        assert UserActivity.objects.count() == 1
        assert len(stored()) == 3
        assert stream.depth() == 0

    def test_none_is_there(self, services: Services) -> None:
        services.valkey.kill()
        services.postgres.kill()
        with pytest.raises(BufferUnavailable):
            append(FirstOf([RedisBuffer(), PostgresBuffer()]), [search()])
        services.postgres.start()
        services.valkey.start()
        stream.BREAKER.close()
        connection.close()

        assert stored() == set()


def test_a_long_stream_calls_a_worker(
    settings: LazySettings, celery_worker_process: object
) -> None:
    drain_stream.delay()
    wait_until(stream.worker_seen_at)  # It is back after what other tests did to its broker.
    settings.ACTIVITY_STREAM_NUDGE_EVENTS = 5
    append(RedisBuffer(), [search() for _ in range(5)])

    wait_until(lambda: UserActivity.objects.count() == 5)
    wait_until(lambda: stream.depth() == 0)
    assert_counts_add_up()


@pytest.mark.usefixtures("short_waits")
def test_calling_a_worker_waits_for_no_server_that_hangs(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.valkey.pause()
    try:
        _nudge()
    finally:
        services.valkey.resume()

    assert "no worker nudged" in caplog.text
