"""The Redis stream between capture and storage, and the counts that are kept with it.

One script, which Redis runs as one transaction, appends an entry, adds its events to the depth and
counts them; another acknowledges, deletes and takes them off the depth, each entry once.
"""

import socket
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import sha1
from typing import Any, NamedTuple

import pybreaker
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from ooumph.ids import new_id
from user_activity.codec import VERSION
from user_activity.tallies import Outcome, Tally

STREAM = "{activity}:events"  # The braces keep all of them on one node of a cluster.
DEPTH = "{activity}:depth"
COUNTS = "{activity}:counts"
WORKER = "{activity}:worker"
GROUP = "writers"
MINUTE_SECONDS = 60
COUNTS_OF_MINUTES = 120
WORKER_SECONDS = 60
ACKNOWLEDGED_AT_ONCE = 2_000  # Lua passes fewer than 8,000 arguments on.

UNKNOWN_VERSION = 0
ENTRY_MAX_EVENTS = 1_000_000  # More than anybody of ours appends at once.

BREAKER = pybreaker.CircuitBreaker(
    fail_max=3, reset_timeout=5, exclude=[lambda error: not isinstance(error, redis.RedisError)]
)

APPEND = """
local version, events, payload, seconds = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
if events > 0 then
  redis.call('XADD', KEYS[1], '*', 'v', version, 'n', events, 'e', payload)
end
for index = 5, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[3], ARGV[index], ARGV[index + 1])
  redis.call('HINCRBY', KEYS[4], ARGV[index], ARGV[index + 1])
end
redis.call('EXPIRE', KEYS[4], seconds)
return redis.call('INCRBY', KEYS[2], events)
"""
# An entry is deleted with its acknowledgement, so that one that was not acknowledged here is gone.
ACKNOWLEDGE = """
local events, ids, sizes = 0, {}, {}
for index = 2, #ARGV, 2 do
  ids[#ids + 1] = ARGV[index]
  sizes[#sizes + 1] = tonumber(ARGV[index + 1])
  events = events + sizes[#sizes]
end
if redis.call('XACK', KEYS[1], ARGV[1], unpack(ids)) == #ids then
  redis.call('XDEL', KEYS[1], unpack(ids))
else
  events = 0
  for index, id in ipairs(ids) do
    if redis.call('XDEL', KEYS[1], id) == 1 then
      events = events + sizes[index]
    end
  end
end
return redis.call('DECRBY', KEYS[2], events)
"""


class Entry(NamedTuple):
    """What one flush appended."""

    id: str
    version: int
    events: int
    payload: bytes


@cache
def client() -> Any:
    """Never waits long and never tries again: there is another way for the events."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.ACTIVITY_STREAM_TIMEOUT_SECONDS,
        socket_connect_timeout=settings.ACTIVITY_STREAM_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


@cache
def worker_client() -> Any:
    """The writer may wait longer than a request."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
    )


class Appending:
    """An entry on its way (none where `events` is 0), and counts: all or nothing, one round trip.

    Sent at once; `depth` waits for the answer. Raises RedisError, in both.
    """

    def __init__(self, payload: bytes, events: int, tallies: Mapping[Tally, int]) -> None:
        minute = f"{COUNTS}:{int(time.time()) // MINUTE_SECONDS}"
        counts = [value for tally, number in tallies.items() for value in ("|".join(tally), number)]
        keys = (STREAM, DEPTH, COUNTS, minute)
        arguments = (VERSION, events, payload, COUNTS_OF_MINUTES * MINUTE_SECONDS, *counts)
        self._call = (len(keys), *keys, *arguments)
        self._pool = client().connection_pool
        self._connection = self._pool.get_connection()
        try:
            self._connection.send_command("EVALSHA", _append_sha(), *self._call)
        except BaseException:
            self._pool.release(self._connection)
            raise

    def depth(self) -> int:
        """How many events wait after it; durable as the server's `appendfsync` says."""
        try:
            answer = self._connection.read_response()
        except redis.exceptions.NoScriptError:  # The server has started anew.
            answer = client().eval(APPEND, *self._call)
        finally:
            self._pool.release(self._connection)
        return int(answer)


@cache
def _append_sha() -> str:
    return sha1(APPEND.encode()).hexdigest()  # noqa: S324  (as Redis names its scripts)


def depth() -> int:
    """How many events wait."""
    return int(client().get(DEPTH) or 0)


def oldest_at() -> datetime | None:
    """When the oldest entry that waits was appended; None where none does."""
    entries = client().xrange(STREAM, count=1)
    return appended_at(entries[0][0].decode()) if entries else None


def begins_at_ms() -> int:
    """The first part of the id of the oldest entry, or of the one that would come now."""
    if entries := worker_client().xrange(STREAM, count=1):
        return int(entries[0][0].partition(b"-")[0])
    seconds, microseconds = worker_client().time()
    return int(seconds) * 1000 + int(microseconds) // 1000


def appended_at(entry_id: str) -> datetime:
    return datetime.fromtimestamp(int(entry_id.partition("-")[0]) / 1000, tz=UTC)


def totals() -> Counter[Tally]:
    """What was counted here since ever."""
    return _counts([client().hgetall(COUNTS)])


def last_hour() -> Counter[Tally]:
    """What was counted here in the last sixty minutes, this one among them."""
    minute = int(time.time()) // MINUTE_SECONDS
    pipe = client().pipeline(transaction=False)
    for past in range(60):
        pipe.hgetall(f"{COUNTS}:{minute - past}")
    return _counts(pipe.execute())


def _counts(hashes: Iterable[Mapping[bytes, bytes]]) -> Counter[Tally]:
    found: Counter[Tally] = Counter()
    for counts in hashes:
        for field, number in counts.items():
            outcome, kind, reason = field.decode().split("|")
            found[Tally(Outcome(outcome), kind, reason)] += int(number)
    return found


def beat() -> None:
    """The worker says that it is there, unless Redis is full: then it goes and makes room."""
    with suppress(redis.OutOfMemoryError):
        worker_client().set(WORKER, int(time.time()), ex=WORKER_SECONDS)


def worker_seen_at() -> datetime | None:
    """When a worker last said so; None after a minute of silence."""
    said = client().get(WORKER)
    return datetime.fromtimestamp(int(said), tz=UTC) if said else None


def forget_consumers(*, idle_seconds: float) -> None:
    """Those that stopped without leaving the group, once nothing is theirs."""
    for consumer in worker_client().xinfo_consumers(STREAM, GROUP):
        if not consumer["pending"] and consumer["idle"] > idle_seconds * 1000:
            worker_client().xgroup_delconsumer(STREAM, GROUP, consumer["name"])


class Reader:
    """One consumer of the group."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}-{new_id()}"
        self._redis = worker_client()
        self._acknowledge = self._redis.register_script(ACKNOWLEDGE)

    def prepare(self) -> bool:
        """Make the group where it is missing, as on a new server (a full one has it); whether."""
        try:
            self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except redis.OutOfMemoryError:
            return False
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
            return False
        return True

    def read(self, entries: int) -> list[Entry]:
        """New entries, at most so many; they are this consumer's until acknowledged."""
        found = self._redis.xreadgroup(GROUP, self.name, {STREAM: ">"}, count=entries)
        return [_entry(*each) for each in found[0][1]] if found else []

    def claim(self, entries: int, *, idle_seconds: float) -> list[Entry]:
        """Entries that another consumer took and left for so long."""
        idle_ms = int(idle_seconds * 1000)
        _, found, _ = self._redis.xautoclaim(
            STREAM, GROUP, self.name, min_idle_time=idle_ms, start_id="0-0", count=entries
        )
        return [_entry(*each) for each in found]

    def acknowledge(self, entries: Sequence[Entry]) -> None:
        """Done with these: they leave the stream and the depth, once."""
        for start in range(0, len(entries), ACKNOWLEDGED_AT_ONCE):
            some = entries[start : start + ACKNOWLEDGED_AT_ONCE]
            arguments: list[Any] = [value for entry in some for value in (entry.id, entry.events)]
            self._acknowledge(keys=[STREAM, DEPTH], args=[GROUP, *arguments])

    def close(self) -> None:
        """Leave the group, unless entries are still this consumer's."""
        pending = self._redis.xpending_range(
            STREAM, GROUP, min="-", max="+", count=1, consumername=self.name
        )
        if not pending:
            self._redis.xgroup_delconsumer(STREAM, GROUP, self.name)


def _entry(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    try:
        version, events = int(fields[b"v"]), int(fields[b"n"])
        if not 0 <= events <= ENTRY_MAX_EVENTS:
            raise ValueError
    except (KeyError, ValueError):
        version, events = UNKNOWN_VERSION, 0
    return Entry(entry_id.decode(), version, events, fields.get(b"e", b""))
