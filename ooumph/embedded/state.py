"""The folder that holds what the local services leave between runs, and who may read it."""

import fcntl
import json
import os
import secrets
import socket
import threading
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PORTS = range(27_000, 32_000)  # Below those that the system gives to outgoing calls.


class EmbeddedError(Exception):
    """A local service cannot run; the message says what to do."""


class StoppingError(EmbeddedError):
    """The run was asked to stop while something was still starting."""


class State:
    """`durable=False` is for throw-away data: quicker, and lost with the machine's power."""

    def __init__(self, root: Path, *, durable: bool = True, ports: range = PORTS) -> None:
        self.root = root
        self.durable = durable
        self._range = ports
        self.logs = self.folder("logs")
        self.stopping = threading.Event()
        self._ports = threading.Lock()

    def folder(self, name: str) -> Path:
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def check_stopping(self) -> None:
        if self.stopping.is_set():
            raise StoppingError("Stopped before everything had started.")

    def lock(self) -> bool:
        """Whether this process is now the only one that runs this folder; ends with it."""
        self._lock = (self.root / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def secret(self, name: str) -> str:
        """The same random word on every call, readable by its owner only."""
        path = self.folder("secrets") / name
        if not path.exists():
            write_private(path, secrets.token_hex(24))
        return path.read_text()

    def port(self, name: str) -> int:
        """The loopback port that `name` had before, or another where that one is in use."""
        path = self.root / "ports.json"
        with self._ports:
            ports: dict[str, int] = _read_json(path)
            taken = {port for other, port in ports.items() if other != name}
            ports[name] = find_port(ports.get(name), taken, self._range)
            write_private(path, json.dumps(ports))
            return ports[name]


def _read_json(path: Path) -> dict[str, int]:
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError):
        return {}


def find_port(preferred: int | None, taken: set[int], ports: range = PORTS) -> int:
    if preferred is not None and is_free(preferred):
        return preferred
    for _ in range(200):
        port = secrets.choice(ports)
        if port not in taken and is_free(port):
            return port
    raise EmbeddedError(f"No port of {ports[0]}-{ports[-1]} is free on 127.0.0.1.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def write_private(path: Path, text: str) -> None:
    """Written whole or not at all, mode 0600."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
