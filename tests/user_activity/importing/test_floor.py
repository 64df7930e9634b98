"""An import refuses rows that retention has removed, or would."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from account.models import User
from ooumph import clock
from ooumph.ids import new_id
from tests.api import recorded
from user_activity.models import RetentionRun, TouchedMember
from user_activity.partitions import TABLES, partitions_of

pytestmark = pytest.mark.django_db

NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
FLOOR = datetime(2021, 3, 10, tzinfo=UTC)
REASON = "occurred_at is before 2021-03-10, from when rows are kept"


def mail(tmp_path: Path, *instants: datetime, **options: Any) -> tuple[str, str]:
    """Import a message at each of `instants`; what was told (without the duration)."""
    path = tmp_path / "mail.txt"
    path.write_text("".join(f"{n} 99 {at.timestamp():.0f}\n" for n, at in enumerate(instants)))
    out, err = StringIO(), StringIO()
    with clock.at(NOW):
        call_command(
            "import_events", str(path), stdout=out, stderr=err, source="mail", kind="social",
            columns="a,b,time", map="user=a,target=b,occurred_at=time",
            set="interaction=message_send,context_type=conversation", create_members=True,
            **options,
        )  # fmt: skip
    head, _, tail = out.getvalue().partition("; ")
    return "\n".join([head, *tail.splitlines()[1:]]), err.getvalue()


def announce(floor: datetime, table: str = "user_activity") -> None:
    RetentionRun.objects.create(
        id=new_id(), table=table, floor=floor, started_at=NOW, eligible_rows=0
    )


@pytest.mark.parametrize("by_settings", [True, False])
def test_rows_before_the_floor_are_bad_lines(
    tmp_path: Path, settings: Any, by_settings: bool
) -> None:
    if by_settings:
        days = (NOW - FLOOR).days
        settings.ACTIVITY_RETENTION_DAYS = {"social_interaction": days, "user_activity": 400}
    else:
        announce(FLOOR)
        announce(FLOOR - timedelta(days=90), "social_interaction")

    out, err = mail(tmp_path, FLOOR - timedelta(seconds=1), FLOOR, FLOOR - timedelta(days=300))

    assert out == f"mail: stored 1, already there 0, bad 2\n  2 x {REASON}"
    assert err == f"line 1: {REASON}: '2021-03-09'\nline 3: {REASON}: '2020-05-14'\n"
    assert [row["occurred_at"] for row in recorded()] == [FLOOR]
    assert {user.username for user in User.objects.all()} == {"mail-1", "mail-99"}
    assert TouchedMember.objects.count() == 1
    months = {part.name for table in TABLES for part in partitions_of(table)}
    assert "social_interaction_2021_03" in months
    assert "social_interaction_2020_05" not in months


def test_the_higher_of_both_counts(tmp_path: Path, settings: Any) -> None:
    settings.ACTIVITY_RETENTION_DAYS = {"user_activity": 400}
    announce(FLOOR)

    out, _ = mail(tmp_path, FLOOR - timedelta(days=1))

    assert out == f"mail: stored 0, already there 0, bad 1\n  1 x {REASON}"


def test_strict_says_so(tmp_path: Path) -> None:
    announce(FLOOR)
    with pytest.raises(CommandError, match="There were bad lines"):
        mail(tmp_path, FLOOR - timedelta(days=1), strict=True)


def test_without_retention_everything_is_kept(tmp_path: Path) -> None:
    out, err = mail(tmp_path, FLOOR - timedelta(days=3000))

    assert (out, err) == ("mail: stored 1, already there 0, bad 0", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM social_interaction_default")
        assert cursor.fetchone() == (0,)
