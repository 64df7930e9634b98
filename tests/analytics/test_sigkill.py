"""The process that aggregates is killed ten times, at moments that nobody chose."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

import pytest

from tests.analytics.events import aggregate, assert_exact, event, make_member, utc
from tests.conftest import worker_environment
from user_activity import writer
from user_activity.vocabulary import InteractionType, SocialInteractionType

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 10
ZONES = ("UTC", "Asia/Kolkata", "America/St_Johns")
# For each line that it is told, a process of its own does what the worker's task does, in batches
# so small that a history takes dozens; it says which that is, and at the next line how it ended.
NURSERY = """
import os, sys, django
django.setup()
from analytics import engine
from analytics.tasks import aggregate_touched
engine.DAYS_PER_BATCH, engine.PLATFORM_DAYS_PER_BATCH = 5, 3
while sys.stdin.readline():
    pid = os.fork()
    if not pid:
        while aggregate_touched():
            pass
        os._exit(0)
    print(pid, flush=True)
    sys.stdin.readline()  # Until then its number is nobody else's.
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


class Nursery:
    def __init__(self, told: IO[str], said: IO[str]) -> None:
        self._told, self._said = told, said

    def aggregate(self, kill_after_seconds: float | None = None) -> int:
        """How a process ended that aggregates, and is killed meanwhile where that is asked for."""
        pid = self._ask()
        if kill_after_seconds is not None:
            time.sleep(kill_after_seconds)
            os.kill(pid, signal.SIGKILL)
        return self._ask()

    def _ask(self) -> int:
        self._told.write("\n")
        self._told.flush()
        return int(self._said.readline())


@contextmanager
def nursery() -> Iterator[Nursery]:
    process = subprocess.Popen(  # noqa: S603  (a script of our own)
        [sys.executable, "-c", NURSERY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **worker_environment()},
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        yield Nursery(process.stdin, process.stdout)
        process.stdin.close()


def more_history(members: list[int], chance: random.Random) -> None:
    words = [*InteractionType, SocialInteractionType.MESSAGE_SEND]
    found = []
    for user_id in members:
        for minute in chance.sample(range(30 * 24 * 60), 100):
            word = chance.choice(words)
            columns = (
                {"content_id": chance.choice("abc"), "author_id": members[0]}
                if isinstance(word, InteractionType)
                else {"target_user_id": chance.choice(members)}
            )
            found.append(event(word, user_id, utc(4) + timedelta(minutes=minute), **columns))
    writer.store(found)


def test_killed_ten_times_the_numbers_are_the_oracles() -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    print(f"seed {seed}")  # What pytest shows of a failure.
    members = [make_member(zone, zone).pk for zone in ZONES]
    more_history(members, chance)
    killed = 0
    with nursery() as worker:
        began = time.monotonic()
        assert worker.aggregate() == 0
        usual_seconds = time.monotonic() - began
        while killed < KILLS:
            more_history(members, chance)
            moment = chance.uniform(0, usual_seconds)
            killed += worker.aggregate(kill_after_seconds=moment) == -signal.SIGKILL

    aggregate()

    assert_exact()
