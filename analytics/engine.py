"""AGGREGATE: recompute the buckets that marks name, and nothing else.

A batch is one transaction: take marks, recompute their buckets, mark what is made from these.
Killed at any moment, the transaction is undone and the marks are still there; run twice, the
second finds nothing to do. One engine runs at a time, held by a lock of the transaction.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from analytics.marks import (
    Span,
    array,
    take_platform_days,
    take_spans,
    touch_platform_days,
    touched_days,
)
from analytics.scoring import vocabulary_json
from analytics.stats import MEMBER_STATISTICS, PLATFORM_STATISTICS, Statistic
from analytics.zones import zones_of

logger = logging.getLogger("analytics")

DAYS_PER_BATCH = 5_000
PLATFORM_DAYS_PER_BATCH = 100
LOCK = (20_061, 1)  # Any two numbers, the same in every engine.
# The history is reached by its indexes alone, even where its statistics are stale or missing: the
# cost goes by what was touched.
PLANNER = """
    SET LOCAL enable_seqscan = off;
    SET LOCAL jit = off;
    SET LOCAL work_mem = '64MB';
"""

Key = tuple[Any, ...]


def run(*, budget_seconds: float = 20) -> int:
    """Work until no mark is left or the budget is spent; how many batches were done.

    The platform's buckets follow once the members' are done, so that many batches of one day
    cost the platform's day once. Returns at once while another engine works.
    """
    deadline = time.monotonic() + budget_seconds
    batches = 0
    for step in (_members_batch, _platform_batch):
        while batch(step):
            batches += 1
            if time.monotonic() > deadline:
                break
    return batches


def batch(step: Callable[[], bool]) -> bool:
    """One transaction of `step`; whether it found something to do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK)
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(PLANNER)
        return step()


def _members_batch() -> bool:
    spans = take_spans(DAYS_PER_BATCH)
    if not spans:
        return False
    zones = zones_of({span.user_id for span in spans})
    own_days = touched_days(spans, [zones[span.user_id] for span in spans])
    platform_days = touched_days(spans, [settings.PLATFORM_TIME_ZONE] * len(spans))
    for statistic in MEMBER_STATISTICS:
        if statistic.in_platform_zone:
            recompute(statistic, platform_days, {})
        else:
            recompute(statistic, own_days, zones)
    _touch_platform(spans, platform_days)
    return True


def _touch_platform(spans: Sequence[Span], member_days: Iterable[tuple[int, date]]) -> None:
    days = {day for user_id, day in member_days if user_id}
    touch_platform_days(days, min(span.received_at for span in spans))


def _platform_batch() -> bool:
    days = take_platform_days(PLATFORM_DAYS_PER_BATCH)
    for statistic in PLATFORM_STATISTICS if days else ():
        recompute(statistic, ((day,) for day in days), {})
    return bool(days)


def recompute(statistic: Statistic, days: Iterable[Key], zones: Mapping[int, str]) -> None:
    """Compute the buckets that hold `days`, (member, day) or (day,), and put them in place.

    A bucket that is empty now loses its row. `zones`: of the members; left out, the platform's.
    """
    start = statistic.period.start
    buckets = {(*key, start(day)) for *key, day in days}
    found = _upsert(statistic, sorted(buckets), zones)
    _delete(statistic, sorted(buckets - found))


def _upsert(statistic: Statistic, buckets: Sequence[Key], zones: Mapping[int, str]) -> set[Key]:
    """Write the buckets that hold anything; their keys."""
    columns, key = ", ".join(statistic.columns), ", ".join(statistic.key)
    changes = ", ".join(
        f"{name} = EXCLUDED.{name}" for name in statistic.columns if name not in statistic.key
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {statistic.table} ({columns}) {statistic.select} "
            f"ON CONFLICT ({key}) DO UPDATE SET {changes} RETURNING {key}",
            _parameters(statistic, buckets, zones),
        )
        return set(cursor.fetchall())


def _parameters(
    statistic: Statistic, buckets: Sequence[Key], zones: Mapping[int, str]
) -> dict[str, Any]:
    starts = [bucket[-1] for bucket in buckets]
    users = [bucket[0] for bucket in buckets]
    return {
        "users": array(users),
        "starts": array(starts),
        "ends": array(statistic.period.after(start) for start in starts),
        "zones": array(zones.get(user, settings.PLATFORM_TIME_ZONE) for user in users),
        "vocabulary": vocabulary_json(),
    }


def _delete(statistic: Statistic, buckets: Sequence[Key]) -> None:
    if not buckets:
        return
    kinds = {"user_id": "bigint", "starts_on": "date"}
    arrays = ", ".join(f"%s::{kinds[name]}[]" for name in statistic.key)
    matches = " AND ".join(f"t.{name} = gone.{name}" for name in statistic.key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {statistic.table} AS t USING unnest({arrays}) "  # noqa: S608  (names of our own models)
            f"AS gone ({', '.join(statistic.key)}) WHERE {matches}",
            [array(values) for values in zip(*buckets, strict=True)],
        )
