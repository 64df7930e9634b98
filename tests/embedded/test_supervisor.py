"""Who dies starts again, later and later; what stops, stops in order."""

import sys
import threading
from pathlib import Path

import pytest

from ooumph.embedded.programs import Program
from ooumph.embedded.state import State
from ooumph.embedded.supervisor import Supervisor, Watch


class Subject:
    child = None

    def __init__(self, name: str, journal: list[str]) -> None:
        self.name = name
        self.journal = journal
        self.alive = True

    def start(self) -> None:
        self.journal.append(f"start {self.name}")
        self.alive = True

    def stop(self) -> None:
        self.journal.append(f"stop {self.name}")
        self.alive = False


def look_after(keeper: Supervisor, now: float) -> None:
    """Once, to the end of the restart that it may have begun."""
    watch = keeper.watches[0]
    keeper._look_after(watch, now)
    if watch.restart is not None:
        watch.restart.join()


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


def test_all_stop_in_the_order_given(state: State) -> None:
    journal: list[str] = []
    subjects = [Subject(name, journal) for name in ("web", "worker", "graph")]
    Supervisor(state, subjects, lambda message: None).stop()
    assert journal == ["stop web", "stop worker", "stop graph"]


def test_waits_double_to_a_limit_while_it_keeps_dying(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    journal, told = list[str](), list[str]()
    subject = Subject("web", journal)
    keeper = Supervisor(state, [subject], told.append)
    waits = []
    for _ in range(7):
        subject.alive = False
        died = now
        while not subject.alive:
            look_after(keeper, now)
            now += 0.5
        waits.append(round(now - died - 0.5))
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    assert told[0] == "web has ended; starts again in 2 s."


def test_who_lived_well_starts_at_once(state: State) -> None:
    subject = Subject("web", [])
    keeper = Supervisor(state, [subject], lambda message: None)
    watch: Watch = keeper.watches[0]
    subject.alive = False
    look_after(keeper, watch.since + 61)
    assert subject.alive


def test_a_real_process_that_was_killed_is_told_with_its_signal(state: State) -> None:
    program = Program("sleeper", ("this",), state, {}, stop_seconds=1)
    program.start()
    assert program.child is not None
    program.child.kill()
    told: list[str] = []
    keeper = Supervisor(state, [program], told.append)
    keeper._look_after(keeper.watches[0], keeper.watches[0].since)
    assert "sleeper has ended (" in told[0]
    assert str(state.logs / "sleeper.log") in told[0]
    assert sys.executable in str(program.child.process.args)


def test_a_slow_restart_keeps_no_other_waiting(state: State) -> None:
    journal: list[str] = []
    graph, web = Subject("graph", journal), Subject("web", journal)
    gate = threading.Event()
    start = graph.start

    def slow_start() -> None:
        gate.wait(10)
        start()

    graph.start = slow_start  # type: ignore[method-assign]
    keeper = Supervisor(state, [graph, web], lambda message: None)
    graph.alive = web.alive = False
    for watch in keeper.watches:
        keeper._look_after(watch, watch.since + 61)
    assert keeper.watches[1].restart is not None
    keeper.watches[1].restart.join()
    assert web.alive
    assert not graph.alive
    gate.set()
