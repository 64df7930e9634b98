"""Child processes: each in a session of its own, recorded, so that a later run finds it again."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from pwd import struct_passwd
from typing import Any

import psutil

from ooumph.embedded.state import PROJECT, EmbeddedError, State, write_private

LOG_BYTES = 10_000_000  # A log past this size is set aside when its process starts again.
SAME_INSTANT_SECONDS = 1.0  # The system counts a process's birth in hundredths.


@dataclass(frozen=True)
class Record:
    """What identifies a process beyond its number, which the system gives out again."""

    name: str
    pid: int
    created: float
    command: list[str]
    stop_signal: int

    @classmethod
    def of(cls, name: str, pid: int, stop_signal: int) -> "Record":
        process = psutil.Process(pid)
        return cls(name, pid, process.create_time(), _command_of(process), stop_signal)

    def find(self) -> psutil.Process | None:
        """The recorded process while it lives; never another one with its number."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same_birth = abs(process.create_time() - self.created) < SAME_INSTANT_SECONDS
            alive = process.status() != psutil.STATUS_ZOMBIE
            if alive and same_birth and process.cmdline() == self.command:
                return process
        return None


def _command_of(process: psutil.Process) -> list[str]:
    """Its command line; for an instant after its exec the system has none to show yet."""
    deadline = time.monotonic() + 1
    while not (command := process.cmdline()) and time.monotonic() < deadline:
        time.sleep(0.001)
    return command


class Child:
    """A running child and its record in the state folder."""

    def __init__(
        self,
        state: State,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
        user: struct_passwd | None = None,
    ) -> None:
        self.name = name
        self.log = rotate(state.logs / f"{name}.log")
        self.stop_signal = stop_signal
        self._record = state.folder("processes") / f"{name}.json"
        with open(self.log, "ab", opener=private) as log:
            self.process = subprocess.Popen(
                list(command),
                cwd=PROJECT if user is None else "/",
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # The terminal's Ctrl-C reaches the supervisor alone.
                **as_user(user),
            )
        with suppress(psutil.NoSuchProcess):
            record = Record.of(name, self.pid, int(stop_signal))
            write_private(self._record, json.dumps(asdict(record)))

    @property
    def pid(self) -> int:
        return int(self.process.pid)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def signal(self, number: int) -> None:
        if self.alive:
            self.process.send_signal(number)

    def stop(self, timeout_seconds: float = 30.0) -> None:
        """Ask it to end, wait, then kill what is left of it and of its own children."""
        family = self._family()
        self.signal(signal.SIGCONT)
        self.signal(self.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout_seconds)
        self._end(family)

    def kill(self) -> None:
        """SIGKILL, as the system does when memory runs out."""
        family = self._family()
        self.signal(signal.SIGKILL)
        self.process.wait()
        psutil.wait_procs(family, timeout=3)
        self._end(family)

    def tail(self, lines: int = 12) -> str:
        with suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    def _family(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return psutil.Process(self.pid).children(recursive=True)
        return []

    def _end(self, family: list[psutil.Process]) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()
        end_processes(family, signal.SIGKILL)
        self._record.unlink(missing_ok=True)


def private(path: str, flags: int) -> int:
    """Opens for its owner only: logs may name members, and a demo's passwords."""
    return os.open(path, flags, 0o600)


def as_user(user: struct_passwd | None) -> dict[str, Any]:
    """What `subprocess` needs to hand a process to `user`; None leaves it ours."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def rotate(log: Path) -> Path:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return log


def end_processes(processes: list[psutil.Process], number: int, timeout_seconds: float = 5) -> None:
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(number)
    _, alive = psutil.wait_procs(processes, timeout=timeout_seconds)
    for process in alive:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def end_orphans(state: State, timeout_seconds: float = 20) -> list[str]:
    """End what an earlier run of this folder started and left behind; return the names."""
    found: list[tuple[Record, psutil.Process]] = []
    for path in state.folder("processes").glob("*.json"):
        with suppress(OSError, ValueError, TypeError):
            record = Record(**json.loads(path.read_text()))
            if process := record.find():
                found.append((record, process))
    families = [child for _, process in found for child in _children(process)]
    for record, process in found:
        with suppress(psutil.Error):
            process.resume()
            process.send_signal(record.stop_signal)
    end_processes([process for _, process in found], 0, timeout_seconds)
    end_processes(families, signal.SIGKILL)
    for path in state.folder("processes").glob("*.json"):
        path.unlink(missing_ok=True)
    if stuck := [record.name for record, process in found if process.is_running()]:
        raise EmbeddedError(f"Still running from an earlier run, end them: {', '.join(stuck)}.")
    return [record.name for record, _ in found]


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return process.children(recursive=True)
    return []
