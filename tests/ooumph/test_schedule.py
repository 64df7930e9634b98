"""What the clock runs must be there."""

from ooumph.celery import app
from ooumph.schedule import BEAT_SCHEDULE


def test_every_row_names_a_task() -> None:
    app.loader.import_default_modules()

    assert {row["task"] for row in BEAT_SCHEDULE.values()} <= set(app.tasks)
