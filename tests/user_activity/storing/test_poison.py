"""Entries that nobody of ours would write: each is a dead letter, and none stops the stream."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import orjson
import pytest
import redis
from backports import zstd
from django.core.management import call_command

from ooumph.ids import new_id
from tests.user_activity.storing.test_drain import put
from tests.user_activity.streams import append, assert_counts_add_up
from tests.user_activity.test_writer import search
from user_activity import codec, stream, writer
from user_activity.buffer import BufferUnavailable
from user_activity.codec import (
    COMPRESSED,
    DEVICE,
    EVENT_ID,
    KEYS,
    OCCURRED_AT,
    RECEIVED_AT,
    SESSION_ID,
    VERSION,
    Row,
    document_bytes,
    encode,
    rows_of,
)
from user_activity.models import DeadLetter, UserActivity
from user_activity.storing import drain as draining
from user_activity.storing.drain import drain
from user_activity.storing.replaying import replay

pytestmark = pytest.mark.django_db(transaction=True)

DEEP = b"[" * 300 + b"]" * 300  # Which is read, and cannot be written.
DEEPER = b"[" * 1000 + b"]" * 1000
LAST = "ffffffff-ffff-7fff-bfff-ffffffffffff"


def row(changed: dict[int, Any] | None = None) -> Row:
    found: Row = rows_of([search()])[0]
    for position, value in (changed or {}).items():
        found[position] = value
    return found


def rows(*changed: dict[int, Any]) -> bytes:
    return orjson.dumps([row(each) for each in changed])


POISON = {
    "year that cannot be read back": rows({OCCURRED_AT: "10000-01-01T00:00:00+00:00"}),
    "before the common era": rows({OCCURRED_AT: "0044-03-15T00:00:00 BC+00:00"}),
    "hour that compares wrongly": rows({OCCURRED_AT: "2026-01-01T9:00:00+00:00"}),
    "receipt that cannot be read": rows({RECEIVED_AT: "20261123T113650+00:00"}),
    "null character": rows({DEVICE: "a\x00b"}),
    "no list": b'{"a": 1}',
    "no JSON": b"\xff",
    "compressed and cut off": encode([search() for _ in range(20)])[:-9],
    "compressed in name only": COMPRESSED + b"no more",
    "deep": DEEPER,
    "deep row": b"[" + DEEP + b"]",
    "deep value": rows({SESSION_ID: "?"}).replace(b'"?"', DEEP),
    "key that Postgres does not read": rows({KEYS: [f"urn:uuid:{new_id()}"]}),
    "key that is read back otherwise": rows({KEYS: [f"{{{new_id()}}}"]}),
    "key in capitals": rows({KEYS: [str(new_id()).upper().replace("0", "A")]}),
}


@pytest.mark.parametrize("payload", POISON.values(), ids=POISON)
def test_what_nobody_of_ours_would_write_costs_its_entry_alone(payload: bytes) -> None:
    for _ in range(2):
        put(payload)
        stream.worker_client().hincrby(stream.COUNTS, "accepted|activity:search|", 1)
    append([search(), search()])

    assert drain() == 4

    assert UserActivity.objects.count() == 2
    assert DeadLetter.objects.count() == 2
    assert stream.depth() == 0
    assert stream.oldest_at() is None
    assert [replay(letter.id) for letter in DeadLetter.objects.all()] == [False, False]
    assert set(DeadLetter.objects.values_list("attempts", flat=True)) == {2}
    assert_counts_add_up()


@pytest.mark.parametrize("bad", [{SESSION_ID: "nonsense"}, {DEVICE: "x" * 97}, {DEVICE: None}])
def test_a_bad_row_behind_those_that_are_there_already(bad: dict[int, Any]) -> None:
    """COPY meets the duplicates before it has read as far as the bad row."""
    there = rows_of([search() for _ in range(1500)])
    put(orjson.dumps(there), events=1500)
    drain()
    new = [row() for _ in range(1500)]
    put(orjson.dumps([*there, *new, row({EVENT_ID: LAST, **bad})]), events=3001)

    assert drain() == 3001

    assert UserActivity.objects.count() == 3000
    assert [letter.reason for letter in DeadLetter.objects.all()] == ["refused"]


def test_what_the_transaction_itself_cannot_take_is_a_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever goes wrong with one entry: here the rows are good, and what is put beside is not."""
    put(encode([search(user_id=66)]))
    append([search()])
    place = writer.place_batch

    def placing(batch: Any, tallies: Any) -> Any:
        if any(each[4] == 66 for prepared in batch.prepared for each in prepared.rows):
            raise ValueError("what member 66 wrote")
        return place(batch, tallies)

    with monkeypatch.context() as patched:
        patched.setattr(draining, "place_batch", placing)
        assert drain() == 2

    assert list(UserActivity.objects.values_list("user_id", flat=True)) == [7]
    letter = DeadLetter.objects.get()
    assert (letter.reason, letter.error) == ("unreadable", "ValueError: what member 66 wrote")
    assert replay(letter.id)
    assert UserActivity.objects.count() == 2


@pytest.mark.parametrize("events", ["-5", "99999999999999999999", "x"])
def test_an_entry_that_lies_about_its_number_moves_no_depth(events: str) -> None:
    stream.worker_client().xadd(stream.STREAM, {"v": 1, "n": events, "e": encode([search()])})

    drain()

    assert stream.depth() == 0
    assert DeadLetter.objects.get().events == 1


def test_a_batch_is_bounded_however_unlike_the_entries_are() -> None:
    large = [search(metadata={"a": "x" * 8000}) for _ in range(125)]
    for _ in range(300):
        append([search()])
    for _ in range(40):
        append(large)
    reader, at_hand = stream.Reader(), draining.AtHand()
    reader.prepare()

    batches = []
    while entries := draining._take(reader, at_hand).entries:
        batches.append(entries)

    assert sum(map(len, batches)) == 340
    assert max(sum(each.events for each in batch) for batch in batches) <= draining.BATCH_EVENTS
    sizes = [sum(document_bytes(each.payload) for each in batch) for batch in batches]
    assert draining.BATCH_BYTES / 2 < max(sizes) <= draining.BATCH_BYTES


def test_a_small_frame_of_much_is_a_letter_and_costs_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codec, "DOCUMENT_MAX_BYTES", 1 << 20)
    put(zstd.compress(b"[" + b" " * (2 << 20) + b"]"), version=VERSION)
    put(zstd.compress(b"[]") + zstd.compress(b" " * (2 << 20)), version=VERSION)
    append([search()])

    drain()

    assert UserActivity.objects.count() == 1
    assert [letter.reason for letter in DeadLetter.objects.all()] == ["unreadable"] * 2


@pytest.fixture
def full(valkey_client: redis.Redis) -> Iterator[Callable[[], object]]:
    """Let Valkey take nothing more, until the test is over."""
    yield lambda: valkey_client.config_set("maxmemory", "1")
    valkey_client.config_set("maxmemory", "0")


def test_a_full_redis_is_emptied(full: Callable[[], object]) -> None:
    append([search()])
    drain()
    append([search() for _ in range(3)])
    full()

    with pytest.raises(BufferUnavailable):
        append([search()])
    told = StringIO()
    call_command("drain_stream", stdout=told)

    assert told.getvalue() == "Stored: 3 events.\n"
    assert stream.depth() == 0
    assert UserActivity.objects.count() == 4
