"""What the clock runs must be there, and run when it says."""

from datetime import timedelta

from celery.beat import ScheduleEntry

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
