"""The three local services as one: started side by side, stopped in order.

`python -m ooumph.embedded.services [FOLDER]` starts them alone, in the foreground.
"""

import os
import signal
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import FrameType

from ooumph.embedded.console import Progress, tell
from ooumph.embedded.neo4j import Neo4j
from ooumph.embedded.postgres import Postgres
from ooumph.embedded.processes import end_orphans
from ooumph.embedded.service import Report, Service, silent
from ooumph.embedded.state import PROJECT, EmbeddedError, State, StoppingError, write_private
from ooumph.embedded.valkey import Valkey

KINDS: tuple[type[Service], ...] = (Neo4j, Valkey, Postgres)  # In the order in which they stop.


class Services:
    """Those services that no environment variable replaces with a server from elsewhere."""

    def __init__(self, state: State, report: Report = silent) -> None:
        self.state = state
        replaced = {kind.variable: os.environ.get(kind.variable) for kind in KINDS}
        self.external = {variable: url for variable, url in replaced.items() if url}
        self.embedded = [
            kind(state, report) for kind in KINDS if kind.variable not in self.external
        ]

    @property
    def postgres(self) -> Service:
        return self._named(Postgres)

    @property
    def valkey(self) -> Service:
        return self._named(Valkey)

    @property
    def neo4j(self) -> Service:
        return self._named(Neo4j)

    def _named(self, kind: type[Service]) -> Service:
        for service in self.embedded:
            if isinstance(service, kind):
                return service
        raise EmbeddedError(f"{kind.variable} replaces the embedded {kind.name}.")

    def reserve(self) -> None:
        """Choose the ports, so that `urls` holds before anything has started."""
        for service in self.embedded:
            service.reserve()

    def begin(self) -> dict[str, Future[None]]:
        """Start them side by side; a service's future is done when it serves."""
        self.reserve()
        pool = ThreadPoolExecutor(len(KINDS))
        tasks = {service.name: pool.submit(self._start, service) for service in self.embedded}
        pool.shutdown(wait=False)
        return tasks

    def finish(self, tasks: Mapping[str, Future[None]]) -> None:
        """Wait for all; where one failed the others stop, and its error is raised."""
        if errors := [error for task in tasks.values() if (error := task.exception())]:
            self.stop()
            raise next(
                (error for error in errors if not isinstance(error, StoppingError)), errors[0]
            )

    def start(self) -> None:
        self.finish(self.begin())

    def _start(self, service: Service) -> None:
        try:
            service.start()
        except BaseException:
            self.state.stopping.set()  # The others need not go on.
            raise

    def stop(self) -> None:
        for service in self.embedded:
            service.stop()

    def urls(self) -> dict[str, str]:
        own = {service.variable: service.url for service in self.embedded}
        return {**self.external, **own}


def write_environment(state: State, variables: Mapping[str, str]) -> None:
    """For `manage.py` in another shell: `settings/environment.py` reads this file."""
    lines = [f"{name}={value}\n" for name, value in variables.items()]
    write_private(state.root / "environment", "".join(lines))


def main() -> None:
    state = State(Path(sys.argv[1]) if sys.argv[1:] else PROJECT / ".ooumph")
    if not state.lock():
        sys.exit(f"The services of {state.root} are running already.")
    end_orphans(state)
    services = Services(state, Progress().report)

    def stop(_number: int, _frame: FrameType | None) -> None:
        state.stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        services.start()
    except EmbeddedError as error:
        sys.exit(str(error))
    secret = {"OOUMPH_SECRET_KEY": state.secret("django")}
    write_environment(state, {**services.urls(), **secret})
    tell(f"Addresses in {state.root / 'environment'}; Ctrl-C stops.")
    state.stopping.wait()
    services.stop()


if __name__ == "__main__":
    main()
