"""Reads of the graph that are waited for no longer than the caller can: a driver's time-outs do not
bound a server that hangs."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ooumph import graph

POOL_THREADS = 4
Answer = Callable[[float], list[list[Any]]]


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
        return self.ask(cypher, **parameters)(timeout_seconds)

    def ask(self, cypher: str, **parameters: Any) -> Answer:
        """Ask, and wait later: the answer takes how many seconds it is waited for, and raises as
        `rows` does."""
        asked = self._pool.submit(graph.query, cypher, **parameters)

        def answer(timeout_seconds: float) -> list[list[Any]]:
            try:
                return asked.result(timeout=timeout_seconds)
            finally:
                asked.cancel()  # What nobody waits for any more must not fill the pool's queue.

        return answer
