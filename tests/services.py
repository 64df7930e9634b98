"""A pytest plugin: each test process has servers of its own, started when a test asks for them.

Their addresses are in the environment before Django reads its settings. Loaded by `-p` in
pyproject.toml, as a conftest comes too late for that.
"""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from ooumph.embedded.neo4j import Neo4j
from ooumph.embedded.services import KINDS, Services
from ooumph.embedded.state import State
from ooumph.embedded.watchdog import clear_stale, watch

# However much the graph changes: each test empties it, and would have all plans made anew. After
# the interval the threshold falls.
KEEP_PLANS = """\
dbms.cypher.statistics_divergence_threshold=1
dbms.cypher.min_replan_interval=1d
"""
_services = pytest.StashKey[Services]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    if is_controller(early_config):
        given = {kind.variable for kind in KINDS} & set(os.environ)
        result = yield
        # The settings put a running product's addresses here; the workers must not inherit them.
        for kind in KINDS:
            if kind.variable not in given:
                os.environ.pop(kind.variable, None)
        return result
    Neo4j.more_configuration = KEEP_PLANS
    state = State(own_folder(), durable=False, ports=own_ports())
    state.lock()
    early_config.stash[_services] = services = Services(state)
    services.reserve()
    os.environ.update(services.urls())
    return (yield)


def is_controller(config: pytest.Config) -> bool:
    """Whether this process runs no test itself: xdist's workers do, or there is nothing to run."""
    chosen = config.known_args_namespace
    distributes = bool(getattr(chosen, "numprocesses", 0)) and not worker()
    return bool(distributes or chosen.help or chosen.version)


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "")


def own_folder() -> Path:
    """In memory where the system has a place for that."""
    memory = Path("/dev/shm")  # noqa: S108  (a private folder in it)
    base = memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
    parent = base / f"ooumph-tests-{os.getuid()}"
    parent.mkdir(mode=0o700, exist_ok=True)
    clear_stale(parent)
    return Path(tempfile.mkdtemp(prefix=worker() or "main", dir=parent))


def own_ports() -> range:
    number = int(worker().removeprefix("gw") or 9)
    return range(17_000 + 1000 * (number % 10), 18_000 + 1000 * (number % 10))


@pytest.fixture(scope="session")
def services(pytestconfig: pytest.Config) -> Iterator[Services]:
    """The running servers; a test may kill, stop, pause or start each of them."""
    services = pytestconfig.stash[_services]
    addresses = services.urls()
    guard = watch(services.state.root)
    services.start()
    assert services.urls() == addresses, "A port was taken in between: run the tests again."
    yield services
    for service in services.embedded:
        service.kill()
    assert guard.stdin is not None
    guard.stdin.close()  # It removes the folder.
    guard.wait()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if services := config.stash.get(_services, None):
        shutil.rmtree(services.state.root, ignore_errors=True)
