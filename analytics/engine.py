"""AGGREGATE: recompute what marks name, and nothing else.

A batch is one transaction: take marks, recompute what they touch, mark what is made from that.
Killed at any moment, the transaction is undone and the marks are still there; run twice, the
second finds nothing to do. One engine runs at a time, held by a lock of the transaction; where much
waits, several run, each on its part of the members and then of the content.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import DataError, connection, transaction

from analytics import answers, buckets, first_level, second_level, staging
from analytics.marks import (
    WHOLE,
    Part,
    many_wait,
    take_content_days,
    take_platform_days,
    take_spans,
    touch_platform_days,
    touched_days,
)
from analytics.statements import BY_HASH, execute
from analytics.stats import MEMBER_STATISTICS
from analytics.zones import zones_of

DAYS_PER_BATCH = 20_000
CONTENT_DAYS_PER_BATCH = 50_000  # Each engine of the members leaves a mark: here they meet.
PLATFORM_DAYS_PER_BATCH = 100
LOCK = (20_061, 1)  # Any two numbers, the same in every engine.
PART_LOCK = 100  # And following ones, in the place of the second.
PLANNER = f"""
    {BY_HASH}
    SET LOCAL jit = off;
    SET LOCAL timezone = 'UTC';
    SET LOCAL default_statistics_target = 10;
    SET LOCAL work_mem = '128MB';
    SET LOCAL hash_mem_multiplier = 4;
"""
TEMPORARY_TABLES = "SET temp_buffers = '256MB'"
# A part's lock, and beside it the whole's, which the parts share.
TAKE_LOCK = "SELECT pg_try_advisory_xact_lock(%s, %s)"
TAKE_PART = "SELECT pg_try_advisory_xact_lock_shared(%s, %s) AND pg_try_advisory_xact_lock(%s, %s)"


def run(*, budget_seconds: float = 20) -> int:
    """Work until no mark is left or the budget is spent; how many batches were done.

    Content's and the platform's buckets follow once the members' are done, so that many batches
    of one day cost that day once. Returns at once while another engine works.
    """
    deadline = time.monotonic() + budget_seconds
    batches = 0
    _widen_temporary_tables()
    for step, queue in (
        (_members_batch, "touched_member"),
        (_content_batch, "touched_content_day"),
    ):
        # Within a transaction nobody else sees what it wrote.
        alone = connection.in_atomic_block or settings.AGGREGATION_ENGINES < 2
        if alone or not many_wait(queue):
            batches += _work(step, WHOLE, deadline)
        else:
            batches += _work_in_parts(step, deadline)
    return batches + _work(_platform_batch, WHOLE, deadline)


def _work(step: Callable[[Part], bool], part: Part, deadline: float) -> int:
    batches = 0
    while batch(step, part):
        batches += 1
        if time.monotonic() > deadline:
            break
    return batches


def _work_in_parts(step: Callable[[Part], bool], deadline: float) -> int:
    parts = settings.AGGREGATION_ENGINES

    def work(number: int) -> int:
        try:
            _widen_temporary_tables()
            return _work(step, Part(number, parts), deadline)
        finally:
            connection.close()  # The thread's own.

    with ThreadPoolExecutor(parts, thread_name_prefix="engine") as threads:
        return sum(threads.map(work, range(parts)))


def _widen_temporary_tables() -> None:
    """A batch's own tables stay in memory. PostgreSQL takes the setting only before a connection
    makes its first temporary table, whosever that is, and allocates what is used."""
    if connection.in_atomic_block:
        return
    try:
        execute(TEMPORARY_TABLES, {})
    except DataError:
        connection.close()
        execute(TEMPORARY_TABLES, {})


def batch(step: Callable[[Part], bool], part: Part = WHOLE) -> bool:
    """One transaction of `step`; whether it found something to do."""
    with transaction.atomic(), connection.cursor() as cursor:
        if part == WHOLE:
            cursor.execute(TAKE_LOCK, LOCK)
        else:
            cursor.execute(TAKE_PART, [*LOCK, LOCK[0], PART_LOCK + part.number])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(PLANNER)
        found = step(part)
        if found:
            answers.outdate(part.number)
        return found


def _members_batch(part: Part) -> bool:
    spans = take_spans(DAYS_PER_BATCH, part)
    if not spans:
        return False
    zones = zones_of({span.user_id for span in spans})
    own_days = touched_days(spans, [zones[span.user_id] for span in spans])
    platform_days = touched_days(spans, [settings.PLATFORM_TIME_ZONE] * len(spans))
    staged = staging.stage(own_days, platform_days, zones)
    received_at = min(span.received_at for span in spans)
    days = first_level.put(received_at, staged) | staging.platform_days()
    touch_platform_days(days, received_at)
    for statistic in MEMBER_STATISTICS:
        buckets.recompute(statistic, own_days)
    return True


def _content_batch(part: Part) -> bool:
    staging.clear()
    received_at = take_content_days(CONTENT_DAYS_PER_BATCH, part)
    if received_at is None:
        return False
    touch_platform_days(second_level.put_content_days(), received_at)
    return True


def _platform_batch(part: Part) -> bool:
    days = take_platform_days(PLATFORM_DAYS_PER_BATCH)
    second_level.put_platform(days)
    return bool(days)
