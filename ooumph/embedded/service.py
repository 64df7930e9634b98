"""What every embedded service does: prepare, start, answer, stop."""

import os
import signal
import time
from abc import ABC, abstractmethod
from typing import ClassVar, Protocol

from ooumph.embedded.processes import Child
from ooumph.embedded.state import EmbeddedError, State


class Report(Protocol):
    """Told a service's name and what it does; `share` is how much of a download is there."""

    def __call__(self, name: str, message: str, share: float | None = None) -> None: ...


def silent(name: str, message: str, share: float | None = None) -> None:
    """Report to nobody."""


class Service(ABC):
    """One server of the machine's own, reached at `url` once `start` has returned."""

    name: ClassVar[str]
    variable: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    start_seconds: ClassVar[float] = 120.0  # Long enough for the recovery after a crash.
    attempts: ClassVar[int] = 3

    def __init__(self, state: State, report: Report = silent) -> None:
        self.state = state
        self.report = report
        self.folder = state.folder(self.name)
        self.child: Child | None = None

    @property
    @abstractmethod
    def url(self) -> str: ...

    def reserve(self) -> None:  # noqa: B027  (a hook)
        """Choose what `url` tells, a port say."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder and the configuration; safe to run at every start."""

    @abstractmethod
    def spawn(self) -> Child: ...

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client is served; no exception while it is not."""

    def settle(self) -> None:  # noqa: B027  (a hook)
        """What a first start needs once the server answers."""

    @property
    def pid(self) -> int:
        if self.child is None:
            raise EmbeddedError(f"{self.name} is not running.")
        return self.child.pid

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    def start(self) -> None:
        """Start and wait until it serves; a server that dies at once is tried again.

        It may die at once when another program took its port in between, or when what a
        killed server left behind (shared memory, backends) is still going away.
        """
        for attempt in range(1, self.attempts + 1):
            self.state.check_stopping()
            self.reserve()
            self.prepare()
            self.report(self.name, "starting" if attempt == 1 else "starting again")
            self.child = self.spawn()
            if self._wait_until_it_answers():
                self.settle()
                self.report(self.name, "ready")
                return
            time.sleep(1)
        assert self.child is not None
        raise EmbeddedError(
            f"{self.name} does not start. The end of {self.child.log}:\n{self.child.tail()}"
        )

    def _wait_until_it_answers(self) -> bool:
        assert self.child is not None
        deadline = time.monotonic() + self.start_seconds
        while self.child.alive and time.monotonic() < deadline:
            if self.state.stopping.is_set():
                self.stop()
                self.state.check_stopping()
            if self.answers():
                return True
            time.sleep(0.1)
        self.child.stop(5)
        return False

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
            self.child = None

    def kill(self) -> None:
        if self.child is not None:
            self.child.kill()
            self.child = None

    def pause(self) -> None:
        """It keeps its connections and answers nothing, once all its threads stand still."""
        assert self.child is not None
        self.child.signal(signal.SIGSTOP)
        paused = os.WSTOPPED | os.WEXITED | os.WNOWAIT
        os.waitid(os.P_PID, self.child.process.pid, paused)

    def resume(self) -> None:
        assert self.child is not None
        self.child.signal(signal.SIGCONT)
