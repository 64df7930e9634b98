"""An import that is killed goes on where it was."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from account.models import User
from tests.conftest import worker_environment
from user_activity.importing.importer import BATCH_EVENTS
from user_activity.models import SocialInteraction, TouchedMember
from user_activity.partitions import ensure_partitions

LINES = 2 * BATCH_EVENTS + 10
OPTIONS = {
    "source": "mail",
    "kind": "social",
    "columns": "a,b,time",
    "map": "user=a,target=b,occurred_at=time",
    "set": "interaction=message_send",
}


def start(path: Path) -> subprocess.Popen[str]:
    options = [f"--{name}={value}" for name, value in OPTIONS.items()]
    command = [sys.executable, "manage.py", "import_events", str(path), *options]
    return subprocess.Popen(  # noqa: S603  (our own command)
        [*command, "--create-members"],
        env={**os.environ, **worker_environment()},
        stdout=subprocess.PIPE,
        text=True,
    )


def rows() -> list[tuple[object, ...]]:
    values = ("event_id", "act_id", "user_id", "target_user_id", "occurred_at")
    return list(SocialInteraction.objects.order_by("event_id").values_list(*values))


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    line = "{} {} {}\n".format
    late = BATCH_EVENTS + 5  # In the second batch; its member's name is held back below.
    path.write_text(
        "".join(line("late" if n == late else n % 90, n % 40, 1082040961 + n) for n in range(LINES))
    )
    ensure_partitions(date(2004, 4, 1), date(2004, 4, 1))  # A month is made when nobody reads.
    with transaction.atomic():
        User.objects.create(username="mail-late")
        killed = start(path)
        deadline = time.monotonic() + 60
        while not SocialInteraction.objects.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        killed.kill()
        killed.communicate()
        transaction.set_rollback(True)
    assert SocialInteraction.objects.count() == BATCH_EVENTS
    before = rows()

    again = start(path)
    out, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    told = f"mail: stored {LINES - BATCH_EVENTS:,}, already there {BATCH_EVENTS:,}, bad 0; "
    assert out.startswith(told)
    after = rows()
    assert (len(after), len(set(after)), set(before) - set(after)) == (LINES, LINES, set())
    assert User.objects.count() == 91
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT user_id) FROM touched_member")
        assert cursor.fetchone() == (91,)
    marks = TouchedMember.objects.count()

    third = start(path)
    out, _ = third.communicate(timeout=60)
    assert out.startswith(f"mail: stored 0, already there {LINES:,}, bad 0; 0 members made")
    assert (rows(), TouchedMember.objects.count()) == (after, marks)
