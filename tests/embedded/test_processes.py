"""An earlier run's processes are found again, and nobody else's are touched."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import psutil
import pytest

from ooumph.embedded.processes import Child, Record, end_orphans
from ooumph.embedded.state import State, write_private

SLEEPER = [sys.executable, "-c", "import time; time.sleep(300)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(300)",
]


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEPER)  # noqa: S603
    yield process
    process.kill()
    process.wait()


def save(state: State, record: Record) -> Path:
    path = state.folder("processes") / f"{record.name}.json"
    write_private(path, json.dumps(asdict(record)))
    return path


def test_an_orphan_is_ended_and_its_record_removed(state: State) -> None:
    child = Child(state, "one", SLEEPER)  # Whoever started it is taken for dead.
    assert end_orphans(state, timeout_seconds=5) == ["one"]
    assert not psutil.pid_exists(child.pid)
    assert list(state.folder("processes").iterdir()) == []


@pytest.mark.parametrize(
    "change", [{"created": 1.0}, {"command": ["another", "command"]}], ids=["birth", "command"]
)
def test_another_process_with_the_number_of_an_old_one_is_left_alone(
    state: State, stranger: subprocess.Popen[bytes], change: dict[str, object]
) -> None:
    record = replace(Record.of("old", stranger.pid, signal.SIGTERM), **change)  # type: ignore[arg-type]
    path = save(state, record)
    assert record.find() is None
    assert end_orphans(state) == []
    assert stranger.poll() is None
    assert not path.exists()


def test_the_recorded_process_itself_is_found(
    state: State, stranger: subprocess.Popen[bytes]
) -> None:
    record = Record.of("same", stranger.pid, signal.SIGTERM)
    found = record.find()
    assert found is not None
    assert found.pid == stranger.pid


def test_a_damaged_record_stops_no_start(state: State) -> None:
    (state.folder("processes") / "torn.json").write_text('{"name": "torn"')
    assert end_orphans(state) == []


def test_who_ignores_the_signal_is_killed_after_the_time(state: State) -> None:
    child = Child(state, "deaf", STUBBORN)
    while "deaf" not in child.tail():
        assert child.alive
    child.stop(timeout_seconds=0.5)
    assert child.process.returncode == -signal.SIGKILL


def test_a_stop_takes_grandchildren_along(state: State) -> None:
    spawn = f"import subprocess, time; subprocess.Popen({SLEEPER!r}); time.sleep(300)"
    child = Child(state, "parent", [sys.executable, "-c", spawn])
    while not (grandchildren := psutil.Process(child.pid).children()):
        assert child.alive
    child.stop()
    assert not grandchildren[0].is_running()


def test_a_child_is_out_of_reach_of_the_terminals_interrupt(state: State) -> None:
    child = Child(state, "apart", SLEEPER)
    assert os.getsid(child.pid) == child.pid
    child.kill()
