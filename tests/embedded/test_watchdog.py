"""Throw-away servers go with whoever started them, however that ended."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ooumph.embedded import watchdog
from ooumph.embedded.processes import Child
from ooumph.embedded.state import State

SLEEPER = [sys.executable, "-c", "import time; time.sleep(300)"]
STARTER = """
import sys, time
from pathlib import Path
from ooumph.embedded import watchdog
from ooumph.embedded.processes import Child
from ooumph.embedded.state import State
folder = Path(sys.argv[1])
watchdog.watch(folder)
print(Child(State(folder), "sleeper", [sys.executable, "-c", "import time; time.sleep(300)"]).pid)
sys.stdout.flush()
time.sleep(300)
"""


def wait_until_gone(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while folder.exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_killed_starter_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    command = [sys.executable, "-c", STARTER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:  # noqa: S603
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.kill()
    wait_until_gone(folder)
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("running", [True, False])
def test_only_folders_that_nobody_runs_are_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, running: bool
) -> None:
    monkeypatch.setattr(watchdog, "NEW_SECONDS", 0)
    state = State(tmp_path / "state")
    child = Child(state, "sleeper", SLEEPER)
    if running:
        assert state.lock()
    watchdog.clear_stale(tmp_path)
    assert state.root.exists() is running
    assert child.alive is running
    child.kill()


def test_a_folder_just_made_is_left_alone(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    watchdog.clear_stale(tmp_path)
    assert state.root.exists()
