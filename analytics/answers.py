"""Answers that are the same for everyone, kept as long as nothing has been computed since."""

import hashlib
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from django.core.cache import caches

from analytics.scoring import definition_version
from analytics.statements import execute, fetch

Answer = TypeVar("Answer")

WAIT_SECONDS = 1  # For who computes the same; then each does.
KEEP_SECONDS = 60  # What no batch tells of (rows that retention removed) is as old at most.
LAST_BATCHES = "SELECT string_agg(batch::text, ' ' ORDER BY part) FROM last_batch"
COMMITTED = """
    INSERT INTO last_batch (part, batch) VALUES (%(part)s, gen_random_uuid())
    ON CONFLICT (part) DO UPDATE SET batch = EXCLUDED.batch
"""

_locks: WeakValueDictionary[str, Any] = WeakValueDictionary()  # As long as somebody asks.


def shared(name: str, values: Mapping[str, Any], compute: Callable[[], Answer]) -> Answer:
    """What `compute` says for `values`, or said in this process since the engine's last batch; who
    asks meanwhile waits a little for it.

    Ask for `meta` before: an answer is never older than the batches that were committed then.
    """
    [(batches,)] = fetch(LAST_BATCHES, {})
    if batches is None:
        return compute()
    asked = repr((name, batches, definition_version(), sorted(values.items())))
    key = hashlib.sha256(asked.encode()).hexdigest()
    lock = _locks.setdefault(key, Lock())
    held = lock.acquire(timeout=WAIT_SECONDS)
    try:
        return cast(Answer, caches["answers"].get_or_set(key, compute, KEEP_SECONDS))
    finally:
        if held:
            lock.release()


def outdate(part: int) -> None:
    """A part of the engine commits a batch: whatever was answered before is out of date."""
    execute(COMMITTED, {"part": part})
