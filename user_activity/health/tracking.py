"""How well tracking works now; docs/metrics.md defines each number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from redis import RedisError

from user_activity import stream
from user_activity.health.latencies import Latency, slowest_handlers
from user_activity.health.readings import (
    BufferReading,
    StoreReading,
    TableSize,
    read_buffer,
    read_store,
    table_sizes,
)
from user_activity.models import RetentionRun, StreamProgress, TrackedShare
from user_activity.tallies import Outcome, Tally

# Only Postgres sees these; of the others Redis holds a part.
OF_POSTGRES = frozenset({Outcome.STORED, Outcome.DUPLICATE, Outcome.DEAD_LETTER})


@dataclass(frozen=True, slots=True)
class EventCount:
    """None: a part of it is where Redis is, which is away."""

    outcome: Outcome
    kind: str
    reason: str
    last_hour: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class BufferNow:
    """What Redis tells, with its counts of the last hour."""

    reading: BufferReading
    last_hour: Counter[Tally]
    worker_seen_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingHealth:
    """None: not known, since Redis is away; or, of an instant, never yet."""

    accepted_last_hour: int | None
    stored_last_hour: int
    failed_last_hour: int | None
    success_rate: float | None
    buffer_depth: int | None
    oldest_buffered_seconds: float | None
    dead_letters: int
    aggregation_lag_seconds: float
    default_partition_rows: int
    tables: Sequence[TableSize]
    slowest_handlers: Sequence[Latency]
    counts: Sequence[EventCount]
    worker_seen_at: datetime | None
    drained_at: datetime | None
    retention_ran_at: datetime | None
    tracked_shares: Sequence[TrackedShare]


def tracking_health() -> TrackingHealth:
    """Read now from both stores and from the processes' measurements."""
    buffer, store = _read_buffer(), read_store()
    counts = _counts(buffer, store)
    hour = {outcome: _total(counts, outcome) for outcome in Outcome}
    return TrackingHealth(
        accepted_last_hour=hour[Outcome.ACCEPTED],
        stored_last_hour=hour[Outcome.STORED] or 0,
        failed_last_hour=_plus(hour[Outcome.DEAD_LETTER], hour[Outcome.DROPPED]),
        success_rate=_share(
            _plus(hour[Outcome.STORED], hour[Outcome.DUPLICATE]),
            _plus(hour[Outcome.ACCEPTED], hour[Outcome.DROPPED]),
        ),
        buffer_depth=buffer.reading.events if buffer else None,
        oldest_buffered_seconds=buffer.reading.oldest_seconds if buffer else None,
        dead_letters=store.dead_letters,
        aggregation_lag_seconds=store.aggregation_lag_seconds,
        default_partition_rows=sum(store.default_rows.values()),
        tables=table_sizes(),
        slowest_handlers=slowest_handlers(),
        counts=[count for count in counts if count.total != 0 or count.last_hour],
        worker_seen_at=buffer.worker_seen_at if buffer else None,
        drained_at=StreamProgress.objects.aggregate(at=Max("drained_at"))["at"],
        retention_ran_at=RetentionRun.objects.aggregate(at=Max("finished_at"))["at"],
        tracked_shares=store.tracked_shares,
    )


def _read_buffer() -> BufferNow | None:
    """None when Redis is away."""
    try:
        return BufferNow(read_buffer(), stream.last_hour(), stream.worker_seen_at())
    except RedisError:
        return None


def _counts(buffer: BufferNow | None, store: StoreReading) -> list[EventCount]:
    there = Counter[Tally]() if buffer is None else buffer.reading.counts
    lately = Counter[Tally]() if buffer is None else buffer.last_hour
    return [
        EventCount(tally.outcome, tally.kind, tally.reason, None, None)
        if buffer is None and tally.outcome not in OF_POSTGRES
        else EventCount(
            tally.outcome,
            tally.kind,
            tally.reason,
            lately[tally] + store.sums.last_hour[tally],
            there[tally] + store.sums.holds[tally],
        )
        for tally in sorted({*there, *store.sums.holds, *_unknown(buffer)})
    ]


def _unknown(buffer: BufferNow | None) -> list[Tally]:
    """What Redis would tell of: one entry an outcome, so that it is not taken for none."""
    if buffer is not None:
        return []
    return [Tally(outcome, "") for outcome in Outcome if outcome not in OF_POSTGRES]


def _total(counts: Sequence[EventCount], outcome: Outcome) -> int | None:
    numbers = [count.last_hour for count in counts if count.outcome is outcome]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _plus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _share(part: int | None, whole: int | None) -> float | None:
    """At most 1: what was accepted before the hour may be stored in it."""
    return None if part is None or not whole else min(1.0, part / whole)
