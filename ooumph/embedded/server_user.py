"""The system user that PostgreSQL runs as where we are root, and its way to the data.

PostgreSQL refuses to run as root. Elsewhere every function here leaves things as they are.
"""

import os
import pwd
import stat
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd

from ooumph.embedded.processes import as_user
from ooumph.embedded.state import EmbeddedError

NAME = "ooumph-postgres"


def ensure_server_user(data: Path) -> struct_passwd | None:
    """Whose `data` it is, or a user made for it; None where the server runs as ourselves."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for _ in range(10):  # Another start may be making the same user.
        with suppress(KeyError):
            return pwd.getpwnam(NAME)
        command = ["useradd", "--system", "--user-group", "--no-create-home", NAME]
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            subprocess.run(command, check=True, capture_output=True)
        time.sleep(0.2)
    raise EmbeddedError(f"Cannot create the system user {NAME}: run as another user than root.")


def give(folder: Path, user: struct_passwd | None) -> None:
    """A folder that only the server and we can enter: whoever enters is let in unasked."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    elif folder.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"{folder} belongs to another user: remove it.")
    folder.chmod(0o700)


def open_the_way(path: Path) -> None:
    """Let others pass through (not list) the folders above `path`, a home of mode 0700 say."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXGRP | stat.S_IXOTH)


def open_programs(folder: Path) -> None:
    """Let others read and run what pip installed under a strict umask."""
    open_the_way(folder)
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        wanted = mode | stat.S_IRGRP | stat.S_IROTH
        if mode & stat.S_IXUSR:
            wanted |= stat.S_IXGRP | stat.S_IXOTH
        if wanted != mode:
            path.chmod(wanted)


def run_as(command: Sequence[str], user: struct_passwd | None) -> None:
    done = subprocess.run(
        list(command),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **as_user(user),
    )
    if done.returncode:
        raise EmbeddedError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
