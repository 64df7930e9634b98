"""What `make run` runs: the whole product on this machine, until Ctrl-C or SIGTERM."""

import json
import os
import re
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from ooumph.embedded.console import DONE, Progress, console, show_panel, tell
from ooumph.embedded.postgres import Postgres
from ooumph.embedded.processes import end_orphans
from ooumph.embedded.programs import Program, manage, programs
from ooumph.embedded.services import Services, write_environment
from ooumph.embedded.state import (
    PROJECT,
    EmbeddedError,
    State,
    StoppingError,
    is_free,
    write_private,
)
from ooumph.embedded.supervisor import Supervisor

FREE_BYTES = 500_000_000
WEB_SECONDS = 60.0
DEMO = "create_demo_network"
LOGIN = re.compile(r"\w+ / \S+")  # `demo / password (member)`
NOTE = "running.json"  # Who runs, and where it answers.


class Run:
    def __init__(self, state: State) -> None:
        self.state = state
        self.progress = Progress()
        self.services = Services(state, self.progress.report)
        self.programs: list[Program] = []
        self.supervisor = Supervisor(state, self.services.embedded, tell)
        self.port = 0
        self.logins = ""
        self._note = state.root / NOTE

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._note.unlink(missing_ok=True)  # Of a run that was killed.
        with self.progress:
            if names := end_orphans(self.state):
                tell(f"Ended what an earlier run had left: {', '.join(names)}.")
            check_space(self.state)
            self.port = choose_port()
            self._start_everything()
            self._manage("install_graph")
            self._create_demo_network()
            self._wait_for_web()

    def _start_everything(self) -> None:
        """The graph takes longest to start: tables and programs are made ready meanwhile."""
        starting = self.services.begin()
        try:
            if Postgres.name in starting:
                starting[Postgres.name].result()
            self._manage("migrate", "--no-input", "--verbosity=1")
            variables = self._variables()
            self._start_programs()
        finally:
            self.services.finish(starting)
        if self._variables() != variables:  # A port was taken in between.
            self._start_programs()

    def _start_programs(self) -> None:
        for program in self.programs:
            program.stop()
        write_environment(self.state, self._variables())
        self.programs = programs(self.state, self._variables(), self.port)
        self.supervisor = Supervisor(self.state, [*self.programs, *self.services.embedded], tell)
        for program in self.programs:
            program.start()

    def _variables(self) -> dict[str, str]:
        return {**self.services.urls(), "OOUMPH_SECRET_KEY": self.state.secret("django")}

    def _manage(self, *arguments: str) -> str:
        self.progress.report(arguments[0], "running")
        output = manage(self.state, self._variables(), *arguments)
        self.progress.report(arguments[0], DONE)
        return output

    def _create_demo_network(self) -> None:
        """Once, and only into stores of our own; it prints its logins a single time."""
        marker = self.state.root / "demo"
        if not marker.exists() and not self.services.external:
            output = self._manage(DEMO).splitlines()
            logins = [line for line in output if LOGIN.match(line)]
            write_private(marker, "\n".join(logins))
        self.logins = marker.read_text() if marker.exists() else ""

    def _wait_for_web(self) -> None:
        self.progress.report("web", "starting")
        deadline = time.monotonic() + WEB_SECONDS
        web = self.programs[0]
        while not answers(f"{self.url}/graphql"):
            self.state.check_stopping()
            if not web.alive or time.monotonic() > deadline:
                end = web.child.tail() if web.child else ""
                raise EmbeddedError(f"The web server does not answer. The end of its log:\n{end}")
            time.sleep(0.1)
        self.progress.report("web", DONE)

    def announce(self) -> None:
        running = {"pid": os.getpid(), "url": self.url}
        write_private(self._note, json.dumps(running))
        rows = [("GraphiQL", f"{self.url}/graphql"), ("Admin", f"{self.url}/admin/")]
        rows += [("Logins", self.logins)] if self.logins else []
        rows += [("Logs", f"{self.state.logs.relative_to(PROJECT)}/*.log")]
        show_panel(rows, title="Ooumph is running", subtitle="Ctrl-C stops it")

    def stop(self) -> None:
        self.supervisor.stop()
        self._note.unlink(missing_ok=True)


def check_space(state: State) -> None:
    free = shutil.disk_usage(state.root).free
    if free < FREE_BYTES:
        raise EmbeddedError(f"{state.root} has {free // 10**6} MB left: make room for 500 MB.")


def choose_port() -> int:
    said = os.environ.get("OOUMPH_PORT") or "8000"
    if not (said.isdecimal() and 0 < int(said) <= 65_435):
        raise EmbeddedError(f"OOUMPH_PORT is {said!r}: a number from 1 to 65435, please.")
    wanted = int(said)
    port = next((port for port in range(wanted, wanted + 100) if is_free(port)), None)
    if port is None:
        raise EmbeddedError(f"No port of {wanted}-{wanted + 99} is free: set OOUMPH_PORT.")
    if port != wanted:
        tell(f"Port {wanted} is in use, so the web server takes {port} (OOUMPH_PORT chooses).")
    return port


def answers(url: str) -> bool:
    try:
        request = urllib.request.Request(url, headers={"Accept": "text/html"})  # noqa: S310
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310  (our own address)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def tell_who_runs(state: State) -> None:
    try:
        url = json.loads((state.root / NOTE).read_text())["url"]
    except (OSError, ValueError):
        tell("Ooumph is starting or stopping in another terminal.")
    else:
        tell(f"Ooumph is running already: {url}/graphql")


def stop_on_signals(run: Run) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        if run.state.stopping.is_set():
            run.supervisor.hurry()
        run.state.stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def run_product(state: State) -> None:
    run = Run(state)
    stop_on_signals(run)
    try:
        run.start()
        run.announce()
        run.supervisor.run()
    except StoppingError:
        pass
    finally:
        run.stop()
    tell("Stopped; everything is kept for the next `make run`.")


def main() -> int:
    try:
        state = State(PROJECT / ".ooumph")
        if state.lock():
            run_product(state)
        else:
            tell_who_runs(state)
    except EmbeddedError as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        return 1
    except PermissionError as error:
        tell(f"{error.filename} belongs to another user: run as that one, or remove .ooumph.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
