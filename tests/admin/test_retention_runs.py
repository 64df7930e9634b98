"""Staff see that retention ran, what it removed, and change nothing of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ooumph.ids import new_id
from tests.admin.desk import Desk
from user_activity.models import RetentionRun

RUNS = "/admin/user_activity/retentionrun/"
FLOOR = datetime(2021, 3, 10, tzinfo=UTC)


@pytest.fixture
def run(transactional_db: Any) -> RetentionRun:
    run: RetentionRun = RetentionRun.objects.create(
        id=new_id(), table="user_activity", floor=FLOOR, started_at=FLOOR, eligible_rows=6,
        dropped_partitions=["user_activity_2021_01", "user_activity_2021_02"], deleted_rows=3,
    )  # fmt: skip
    return run


def test_a_run_says_what_it_removed(root: Desk, run: RetentionRun) -> None:
    dropped = "user_activity_2021_01, user_activity_2021_02"
    for page in (root.words(RUNS), root.words(f"{RUNS}{run.id}/change/")):
        for said in ("user_activity", "2021-03-10", "6", dropped, "3", "not yet, or stopped"):
            assert said in page
    assert dropped not in root.words(RUNS, table="social_interaction")


def test_nobody_changes_a_run(root: Desk, run: RetentionRun) -> None:
    page = root.page(f"{RUNS}{run.id}/change/")
    assert "/history/" not in page
    assert root.post(f"{RUNS}{run.id}/change/", {"table": "x"}).status_code == 403
    assert root.post(f"{RUNS}{run.id}/delete/", {"post": "yes"}).status_code == 403
    assert root.get(f"{RUNS}add/").status_code == 403

    assert RetentionRun.objects.get().table == "user_activity"
