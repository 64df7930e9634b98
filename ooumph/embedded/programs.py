"""The product's own processes: a web server, a worker, a clock; and what sets them up."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ooumph.embedded.processes import Child
from ooumph.embedded.state import EmbeddedError, State

SETTINGS = {"DJANGO_SETTINGS_MODULE": "ooumph.settings.development", "PYTHONUNBUFFERED": "1"}
CELERY = ("celery", "-A", "ooumph")


@dataclass
class Program:
    """A `python -m …` that is kept running."""

    name: str
    module: Sequence[str]
    state: State
    environment: Mapping[str, str]
    stop_seconds: float
    child: Child | None = field(default=None, init=False)

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    def start(self) -> None:
        command = [sys.executable, "-m", *self.module]
        self.child = Child(self.state, self.name, command, environment=self.environment)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop(self.stop_seconds)
            self.child = None


def programs(state: State, variables: Mapping[str, str], port: int) -> list[Program]:
    """In the order in which they stop: who makes work before who does it. None of them runs."""
    environment = {
        **SETTINGS,
        **variables,
        "PROMETHEUS_MULTIPROC_DIR": str(empty_folder(state, "metrics")),
    }
    schedule = state.folder("beat") / "schedule"
    web = ("gunicorn", "-c", "python:ooumph.gunicorn", "--bind", f"127.0.0.1:{port}")
    beat = (*CELERY, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={schedule}")
    alone = ("--without-gossip", "--without-mingle")  # It has no other workers to hear of.
    worker = (*CELERY, "worker", "--loglevel=INFO", "--concurrency=2", *alone)
    return [
        Program("web", web, state, environment, stop_seconds=25),
        Program("beat", beat, state, environment, stop_seconds=10),
        Program("worker", worker, state, environment, stop_seconds=60),
    ]


def empty_folder(state: State, name: str) -> Path:
    """Of the measurements of processes, which begin anew with them."""
    shutil.rmtree(state.root / name, ignore_errors=True)
    return state.folder(name)


def manage(state: State, variables: Mapping[str, str], *arguments: str) -> str:
    """Run a `manage.py` command to its end; return what it printed."""
    name = arguments[0]
    command = [sys.executable, "manage.py", *arguments]
    (state.logs / f"{name}.log").unlink(missing_ok=True)
    child = Child(state, name, command, environment={**SETTINGS, **variables})
    while child.alive:
        if state.stopping.wait(0.05):
            child.stop()
            state.check_stopping()
    child.stop(0)
    if child.process.returncode:
        raise EmbeddedError(f"manage.py {name} failed. The end of {child.log}:\n{child.tail()}")
    return child.log.read_text()
