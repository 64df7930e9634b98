"""What the clock runs must be there, and run when it says."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from celery.beat import ScheduleEntry

from ooumph.beat import Scheduler
from ooumph.celery import app
from ooumph.schedule import BEAT_SCHEDULE


def test_every_row_names_a_task() -> None:
    app.loader.import_default_modules()

    assert {row["task"] for row in BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_a_night_that_beat_missed_is_made_up_for() -> None:
    row = BEAT_SCHEDULE["check analytics"]
    now = app.now()
    entry = ScheduleEntry(name="check analytics", app=app, last_run_at=now, **row)
    assert not entry.is_due().is_due

    entry.last_run_at = now - timedelta(days=1, minutes=1)
    assert entry.is_due().is_due


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def of_shorter_values(index: bytes) -> bytes:
    """As it stays where beat was killed between writing a longer value and its place."""
    return re.sub(rb", (\d+)\)", lambda size: b", %d)" % (int(size[1]) - 20), index)


@pytest.mark.parametrize(
    ("suffix", "damage"), [(".dat", cut), (".dir", cut), (".dir", of_shorter_values)]
)
def test_beat_begins_anew_where_a_kill_has_cut_its_file(
    tmp_path: Path, suffix: str, damage: Callable[[bytes], bytes]
) -> None:
    name = str(tmp_path / "schedule")
    Scheduler(app=app, schedule_filename=name).close()
    written = Path(name + suffix)
    if not written.exists():  # Another of Python's databases, in one file.
        [written] = tmp_path.iterdir()
    written.write_bytes(damage(written.read_bytes()))

    for _ in range(2):
        again = Scheduler(app=app, schedule_filename=name)
        assert set(BEAT_SCHEDULE) <= set(again.schedule)
        again.close()
