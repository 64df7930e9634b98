"""Clears up after a starter of throw-away services that was killed before it could.

`python -m ooumph.embedded.watchdog FOLDER` waits until its standard input ends, which the
system sees to when the starter is gone, then ends FOLDER's processes and removes it.
"""

import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from ooumph.embedded.processes import end_orphans
from ooumph.embedded.state import PROJECT, State

NEW_SECONDS = 60.0  # A folder younger than this may not have been locked yet.


def watch(folder: Path) -> subprocess.Popen[bytes]:
    """Start one; it does its work when this process closes its pipe or is gone."""
    return subprocess.Popen(
        [sys.executable, "-m", "ooumph.embedded.watchdog", str(folder)],
        stdin=subprocess.PIPE,
        cwd=PROJECT,
        start_new_session=True,
    )


def clear(folder: Path) -> None:
    end_orphans(State(folder), timeout_seconds=0)
    shutil.rmtree(folder, ignore_errors=True)


def clear_stale(parent: Path) -> None:
    """Clear every folder in `parent` whose starter is gone, and its watchdog with it."""
    for folder in parent.glob("*/"):
        with suppress(FileNotFoundError):  # Somebody else clears it.
            settled = time.time() - folder.stat().st_ctime > NEW_SECONDS
            if settled and State(folder).lock():
                clear(folder)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.read()
    clear(Path(sys.argv[1]))
