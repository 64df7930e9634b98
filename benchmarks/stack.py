"""A whole stack of its own in a temporary folder, for scripts that measure or break it."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ooumph.embedded.programs import Program, manage, programs  # noqa: E402
from ooumph.embedded.services import KINDS, Services  # noqa: E402
from ooumph.embedded.state import State  # noqa: E402

PASSWORD = "benchmark only 1"  # noqa: S105  (guards throw-away data)
LIMITS = {"tracking": 10**9, "sign_up": 10**6, "password_address": 10**6}  # Asked, never met.


@dataclass
class Stack:
    """The services, the programs by name, and where the web server answers."""

    services: Services
    programs: dict[str, Program]
    url: str
    variables: dict[str, str]

    def use_here(self) -> None:
        """Set Django up in this process, on this stack."""
        here = {
            "DJANGO_SETTINGS_MODULE": "ooumph.settings.development",
            "OOUMPH_LOG_LEVEL": "WARNING",
        }
        os.environ |= {**here, **self.variables}
        import django

        django.setup()

    def register(self, username: str) -> dict[str, str]:
        """A new member's headers."""
        document = (
            "mutation($input: RegisterInput!) "
            "{ register(input: $input) { sessionToken errors { message } } }"
        )
        values = {
            "username": username,
            "email": f"{username}@example.org",
            "password": PASSWORD,
        }
        answer = httpx.post(
            f"{self.url}/graphql",
            json={"query": document, "variables": {"input": values}},
            timeout=30,
        ).json()
        return {"Authorization": f"Bearer {answer['data']['register']['sessionToken']}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def report(name: str, message: str, share: float | None = None) -> None:
    print(f"  {name}: {message}" + ("" if share is None else f" {share:.0%}"))


@contextmanager
def stack(
    *wanted: str, durable: bool = True, kept: Path | None = None, debug: bool = True
) -> Iterator[Stack]:
    """Start the three services and the programs `wanted` (web, worker, beat); stop them after.

    `kept`: the folder of their data, in the place of a temporary one; `debug`: as at home, else as
    in production but for HTTPS.
    """
    for kind in KINDS:
        os.environ.pop(kind.variable, None)
    limits = ",".join(f"{name}={number} per hour" for name, number in LIMITS.items())
    os.environ.setdefault("OOUMPH_RATE_LIMITS", limits)
    with tempfile.TemporaryDirectory(prefix="ooumph-benchmark-") as temporary:
        folder = kept or Path(temporary)
        folder.chmod(0o755)  # PostgreSQL may run as another user.
        state = State(folder, durable=durable)
        services = Services(state, report)
        services.start()
        variables = {**services.urls(), "OOUMPH_SECRET_KEY": "benchmark only"}
        if not debug:
            variables |= {
                "DJANGO_SETTINGS_MODULE": "ooumph.settings.base",
                "OOUMPH_ALLOWED_HOSTS": "127.0.0.1",
            }
        running: dict[str, Program] = {}
        try:
            manage(state, variables, "migrate", "--no-input")
            manage(state, variables, "install_graph")
            port = free_port()
            running = {p.name: p for p in programs(state, variables, port) if p.name in wanted}
            for program in running.values():
                program.start()
            url = f"http://127.0.0.1:{port}"
            if "web" in running:
                wait_until(lambda: httpx.get(f"{url}/graphql", timeout=5).status_code < 500)
            yield Stack(services, running, url, variables)
        finally:
            for program in running.values():
                program.stop()
            services.stop()


def wait_until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Try until `holds()` is true without raising; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(0.1)
    raise TimeoutError
