"""`reaggregate` and `check_analytics`: what they say, what they change, and how they exit."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from analytics.models import STATISTICS, MemberDay
from ooumph import clock
from ooumph.ids import new_id
from tests.analytics.events import (
    MAY,
    MESSAGE,
    aggregate,
    assert_exact,
    event,
    make_member,
    store_acts,
    tables,
    utc,
)
from user_activity import writer
from user_activity.models import RetentionRun, TouchedMember
from user_activity.vocabulary import InteractionType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]
WRONG = {
    "member_day": "acts = 99",
    "member_week": "active_days = 7",
    "member_month": "acts = 99",
    "member_platform_day": "engagement_score = 99",
    "member_session": "acts = 99",
    "content_member_day": "views = 99",
    "content_member": "viewed_on = viewed_on - 1",
    "content_change": "deleted_at = now()",
    "pair_day": "alone = 99",
    "pair": "value = 99",
    "content_day": "views = 99",
    "content_reach": "changed = 99",
    "content_item": "privacy = 'only_me'",
    "platform_day": "acts = 99",
    "platform_week": "acts = 99",
    "platform_month": "active_users = 99",
    "platform_reach": "changed = 99",
    "platform_session_length": "sessions = 99",
}
FLOOR = datetime(2026, 5, 8, tzinfo=UTC)


def history() -> list[int]:
    members = [make_member("ada").pk, make_member("kolkata", "Asia/Kolkata").pk]
    for user_id in members:
        for day in range(10):
            store_acts(user_id, MAY + timedelta(days=day), hour=20)
        writer.store(
            [
                event(InteractionType.CREATE, user_id, utc(5), content_id=f"{user_id}"),
                event(InteractionType.VIEW, user_id, utc(5)),
                event(InteractionType.VIEW, user_id, utc(8)),
                event(InteractionType.LIKE, user_id, utc(6)),
                event(MESSAGE, user_id, utc(7), target_user_id=members[0] + members[1] - user_id),
            ]
        )
    return members


def run(name: str, *options: str) -> str:
    told = StringIO()
    call_command(name, *options, stdout=told)
    return told.getvalue()


def remove(table: str, **rows: Any) -> None:
    with connection.cursor() as cursor:
        where = " AND ".join(f"{name} = %s" for name in rows)
        cursor.execute(f"DELETE FROM {table} WHERE {where}", list(rows.values()))  # noqa: S608


def announce_floor() -> None:
    RetentionRun.objects.create(
        id=new_id(), table="user_activity", floor=FLOOR, started_at=FLOOR, eligible_rows=0
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("reaggregate --from 0001-01-01", "--from: '0001-01-01' is no day from 1970-01-01"),
        ("reaggregate --to 9999-12-31", "--to: '9999-12-31' is no day from 1970-01-01"),
        ("reaggregate --from 2026-05-10 --to 2026-05-01", "--from 2026-05-10 is after --to"),
        ("reaggregate --member 999999", "Of member 999999 nothing is known on these days."),
        ("check_analytics --buckets 0", "--buckets: '0' is no whole number from 1 to 100,000"),
        (
            "export_impressions --from 0001-01-01 --to 2026-05-01 --to-file f",
            "is no day or instant",
        ),
        (
            "export_impressions --from 2026-05-02 --to 2026-05-01 --to-file f",
            "--from must be before --to.",
        ),
        (
            "export_impressions --from 2026-05-01 --to 2026-05-02 --to-file f --window 99999999",
            "--window: '99999999' is no whole number from 1 to 8,784",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*arguments.split())

    assert said in str(refused.value)
    assert not TouchedMember.objects.exists()


@pytest.mark.parametrize(("name", "code"), [("check_analytics", 2), ("reconcile_activity", 3)])
def test_without_the_database_monitoring_is_told(name: str, code: int) -> None:
    found = run_alone(name, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert found.returncode == code, found.stderr
    assert "database" in found.stderr
    assert "Traceback" not in found.stderr


def run_alone(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    return subprocess.run(  # noqa: S603  (our own commands)
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "variable", "away"),
    [
        ("reaggregate", "DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("drain_stream", "REDIS_URL", "redis://127.0.0.1:1/0"),
        ("install_graph", "NEO4J_BOLT_URL", "bolt://neo4j:neo4j@127.0.0.1:1"),
    ],
)
def test_a_service_that_is_away_is_one_line(arguments: str, variable: str, away: str) -> None:
    found = run_alone(arguments, **{variable: away})

    assert found.returncode == 1
    assert found.stderr.startswith("Failed: ")
    assert found.stderr.count("\n") == 1


def test_a_day_that_cannot_be_meant_is_not_compared() -> None:
    found = run_alone("reconcile_activity", "--day", "2026-13-01")

    assert found.returncode == 3
    assert found.stderr.endswith(
        "argument --day: '2026-13-01' is no day from 1970-01-01 to 2999-12-31\n"
    )


class TestReaggregate:
    def test_changes_no_number(self) -> None:
        history()
        aggregate()
        before = tables()

        told = run("reaggregate")

        assert "Marked 2 members' histories" in told
        assert tables() == before
        assert_exact()

    @pytest.mark.parametrize(
        ("table", "options"),
        [
            ("member_day", []),
            ("content_member_day", ["--from", "2026-05-05", "--to", "2026-05-08"]),
            ("content_day", ["--stat", "content_day"]),
            ("platform_week", ["--stat", "platform_week"]),
            ("pair", ["--stat", "pair"]),
        ],
    )
    def test_brings_back_what_was_lost(self, table: str, options: list[str]) -> None:
        history()
        aggregate()
        before = tables()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (our own names)

        run("reaggregate", *options)

        assert tables() == before

    def test_one_member_alone(self) -> None:
        ada, other = history()
        aggregate()
        for user_id in (ada, other):
            remove("member_day", user_id=user_id, starts_on=MAY)

        run("reaggregate", "--member", str(ada), "--from", "2026-05-04", "--to", "2026-05-04")

        assert [day.user_id for day in MemberDay.objects.filter(starts_on=MAY)] == [ada]

    def test_a_dry_run_leaves_no_mark(self) -> None:
        history()
        aggregate()

        assert "Would mark 2 members' histories" in run("reaggregate", "--dry-run")

        assert not TouchedMember.objects.exists()

    def test_what_retention_removed_the_rows_of_is_refused(self) -> None:
        history()
        aggregate()
        before = tables()
        announce_floor()
        remove("social_interaction", occurred_at=utc(4, 20))

        with pytest.raises(CommandError, match="Begin with --from 2026-05-09"):
            run("reaggregate", "--from", "2026-05-04")
        assert not TouchedMember.objects.exists()
        told = run("reaggregate")

        assert "What lies before 2026-05-09 stays as it is" in told
        assert tables() == before

    def test_the_platform_is_of_no_member(self) -> None:
        with pytest.raises(CommandError, match="not of one member"):
            run("reaggregate", "--stat", "platform_day", "--member", "1")


class TestCheck:
    def check(self) -> tuple[str, int]:
        told = StringIO()
        with pytest.raises(SystemExit) as left:
            call_command("check_analytics", "--seed", "7", stdout=told)
        return told.getvalue(), int(left.value.code or 0)

    def test_nothing_to_say_of_an_empty_store(self) -> None:
        assert self.check()[1] == 0

    def test_right_numbers_are_ok_and_stay(self) -> None:
        history()
        aggregate()
        before = tables()

        told, code = self.check()

        assert code == 0, told
        assert "OK drift: none in " in told
        assert tables() == before

    def test_a_bucket_that_is_not_what_its_rows_say(self) -> None:
        ada, _ = history()
        aggregate()
        MemberDay.objects.filter(user_id=ada, starts_on=MAY).update(acts=99)

        told, code = self.check()

        assert code == 2
        assert f"CRITICAL drift: member_day starts_on={MAY} user_id={ada}" in told

    def test_rows_without_a_bucket(self) -> None:
        history()
        aggregate()
        MemberDay.objects.all().delete()

        assert self.check()[1] == 2

    @pytest.mark.parametrize(("table", "wrong"), WRONG.items())
    def test_what_is_wrong_in_any_table(self, table: str, wrong: str) -> None:
        history()
        aggregate()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {wrong}")  # noqa: S608  (our own names)
            assert cursor.rowcount > 0

        told, code = self.check()

        assert code == 2
        assert f"CRITICAL drift: {table} " in told

    def test_every_table_is_looked_at(self) -> None:
        kept = {model._meta.db_table for model in STATISTICS}
        assert set(WRONG) == kept == set(tables())

    @pytest.mark.parametrize(
        ("minutes", "code", "level"), [(4, 0, "OK"), (6, 1, "WARNING"), (61, 2, "CRITICAL")]
    )
    def test_how_long_a_change_waits(self, minutes: int, code: int, level: str) -> None:
        store_acts(make_member("ada").pk, date(2026, 5, 4))

        with clock.at(datetime.now(UTC) + timedelta(minutes=minutes)):
            told, found = self.check()

        waited = re.fullmatch(
            rf"{level} lag: the oldest change has waited (\d):(\d\d):\d\d", told.splitlines()[0]
        )
        assert found == code
        assert waited is not None
        assert 60 * int(waited[1]) + int(waited[2]) == minutes

    @pytest.mark.parametrize(("hours", "code"), [(25, 0), (27, 1), (51, 2)])
    def test_retention_that_has_not_run(self, hours: int, code: int) -> None:
        at = datetime.now(UTC) - timedelta(hours=hours)
        RetentionRun.objects.create(
            id=new_id(), table="user_activity", floor=utc(1), started_at=at, finished_at=at,
            eligible_rows=0,
        )  # fmt: skip

        with override_settings(ACTIVITY_RETENTION_DAYS={"user_activity": 400}):
            assert self.check()[1] == code
        assert self.check()[1] == 0
