"""Reads of the graph that are waited for no longer than the caller can: a driver's time-outs do not
bound a server that hangs."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ooumph import graph

POOL_THREADS = 4


class Reader:
    """A small pool of threads of its own: whom a hung graph keeps waiting keeps nobody else."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._open()
        os.register_at_fork(after_in_child=self._open)  # A child has none of its parent's threads.

    def _open(self) -> None:
        self._pool = ThreadPoolExecutor(POOL_THREADS, thread_name_prefix=self._name)

    def rows(self, cypher: str, *, timeout_seconds: float, **parameters: Any) -> list[list[Any]]:
        """Raises Unavailable, or TimeoutError."""
        answer = self._pool.submit(graph.query, cypher, **parameters)
        try:
            return answer.result(timeout=timeout_seconds)
        finally:
            answer.cancel()  # What nobody waits for any more must not fill the pool's queue.
