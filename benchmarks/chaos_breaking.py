"""Kills with SIGKILL at random moments, and a disk that is never idle."""

import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psutil
from stack import Stack

from ooumph.embedded.programs import Program
from ooumph.embedded.state import EmbeddedError

BETWEEN_SECONDS = (0.5, 6.0)
DOWN_SECONDS = (0.1, 8.0)
TWO_AT_ONCE = 0.3
DISK_BYTES = 256 << 20
BLOCK_BYTES = 4 << 20


class Breaker(threading.Thread):
    """Until told to stop, kills each of the targets in turn, in a new order each round."""

    def __init__(self, target: Stack, seed: int) -> None:
        super().__init__(daemon=True)
        self.kills: Counter[str] = Counter()
        self.down_seconds: defaultdict[str, float] = defaultdict(float)
        self.failures: list[str] = []
        self.enough = threading.Event()
        self._stack = target
        self._dice = random.Random(seed)  # noqa: S311
        self._returning: dict[str, threading.Thread] = {}
        self._ways = _ways(target)

    def run(self) -> None:
        bag: list[str] = []
        while not self.enough.wait(self._dice.uniform(*BETWEEN_SECONDS)):
            for _ in range(2 if self._dice.random() < TWO_AT_ONCE else 1):
                bag = bag or self._dice.sample(sorted(self._ways), len(self._ways))
                self._break(bag.pop())

    def _break(self, name: str) -> None:
        returning = self._returning.get(name)
        if returning is not None and returning.is_alive():
            return  # It is still coming back from the last time.
        kill, start = self._ways[name]
        kill()
        self.kills[name] += 1
        down = self._dice.uniform(*DOWN_SECONDS)
        thread = threading.Thread(target=self._return, args=(name, start, down), daemon=True)
        self._returning[name] = thread
        thread.start()

    def _return(self, name: str, start: Callable[[], None], down: float) -> None:
        began = time.monotonic()
        self.enough.wait(down)
        try:
            start()
        except (EmbeddedError, OSError) as error:  # The verdicts say so.
            self.failures.append(f"{name}: {error}")
        self.down_seconds[name] += time.monotonic() - began

    def stop(self) -> None:
        """No more kills; everything runs again."""
        self.enough.set()
        self.join()
        for returning in self._returning.values():
            returning.join()


def _ways(target: Stack) -> dict[str, tuple[Callable[[], None], Callable[[], None]]]:
    """How each target is killed and started again; of single processes, others see to that."""
    services, programs = target.services, target.programs
    ways: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        service.name: (service.kill, service.start) for service in services.embedded
    }
    for name, program in programs.items():
        ways[name] = (partial(_kill, program), program.start)
    for name in ("web", "worker"):
        ways[f"a process of {name}"] = (partial(_kill_one, programs[name]), lambda: None)
    return ways


def _kill(program: Program) -> None:
    if program.child is not None:
        program.child.kill()


def _kill_one(program: Program) -> None:
    """One of those that do its work, which it replaces by itself."""
    with suppress(psutil.Error, IndexError):
        if program.child is not None:
            psutil.Process(program.child.pid).children()[0].kill()


@contextmanager
def busy_disk(folder: Path) -> Iterator[None]:
    """A process that writes and syncs a file in `folder`, over and over."""
    writer = get_context("spawn").Process(target=_write, args=(folder / "busy",), daemon=True)
    writer.start()
    try:
        yield
    finally:
        writer.kill()
        writer.join()


def _write(path: Path) -> None:
    block = os.urandom(BLOCK_BYTES)
    with path.open("wb") as file:
        while True:
            file.write(block)
            file.flush()
            os.fsync(file.fileno())
            if file.tell() >= DISK_BYTES:
                file.seek(0)
