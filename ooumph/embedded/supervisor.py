"""Keeps services and programs running, and stops them in order."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ooumph.embedded.processes import Child
from ooumph.embedded.state import EmbeddedError, State, StoppingError

POLL_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
LIVED_WELL_SECONDS = 60.0  # Who lived this long starts again at once.


class Supervised(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def child(self) -> Child | None: ...
    @property
    def alive(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Watch:
    """How one of them has fared."""

    subject: Supervised
    failures: int = 0
    since: float = field(default_factory=time.monotonic)
    due: float | None = None  # When it starts again.
    restart: threading.Thread | None = None  # Each in its own: a slow one keeps no other waiting.

    @property
    def busy(self) -> bool:
        return self.restart is not None and self.restart.is_alive()


class Supervisor:
    """`subjects` in the order in which they stop."""

    def __init__(
        self, state: State, subjects: Sequence[Supervised], tell: Callable[[str], None]
    ) -> None:
        self.state = state
        self.tell = tell
        self.watches = [Watch(subject) for subject in subjects]

    def run(self) -> None:
        """Until `state.stopping`; who dies starts again, later and later."""
        while not self.state.stopping.wait(POLL_SECONDS):
            for watch in self.watches:
                self._look_after(watch, time.monotonic())

    def _look_after(self, watch: Watch, now: float) -> None:
        if watch.busy:
            return
        if watch.due is None and not watch.subject.alive:
            lived = now - watch.since
            watch.failures = 0 if lived > LIVED_WELL_SECONDS else watch.failures + 1
            wait = 0 if watch.failures == 0 else min(2.0**watch.failures, LONGEST_WAIT_SECONDS)
            watch.due = now + wait
            when = f"in {wait:.0f} s" if wait else "at once"
            self.tell(f"{watch.subject.name} has ended{_how(watch.subject)}; starts again {when}.")
        if watch.due is not None and now >= watch.due:
            watch.due, watch.since = None, time.monotonic()
            watch.restart = threading.Thread(target=self._restart, args=(watch,))
            watch.restart.start()

    def _restart(self, watch: Watch) -> None:
        try:
            watch.subject.stop()  # What is left of it.
            watch.subject.start()
            self.tell(f"{watch.subject.name} runs again.")
        except StoppingError:
            return
        except EmbeddedError as error:
            self.tell(str(error))

    def stop(self) -> None:
        for watch in self.watches:
            if watch.restart is not None:
                watch.restart.join()  # It ends early, being told to stop.
            if watch.subject.alive:
                self.tell(f"Stopping {watch.subject.name}")
            watch.subject.stop()

    def hurry(self) -> None:
        """Kill what still runs; every store recovers what it acknowledged."""
        for watch in self.watches:
            if child := watch.subject.child:
                child.signal(signal.SIGKILL)


def _how(subject: Supervised) -> str:
    if subject.child is None or subject.child.process.returncode is None:
        return ""
    code = subject.child.process.returncode
    told = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return f" ({told}, see {subject.child.log})"
