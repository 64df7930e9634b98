"""Retention: what goes, what stays, and what is said of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from ooumph import clock
from tests.user_activity.test_writer import search
from user_activity import floors, partitions, retention, writer
from user_activity.checks import check_retention
from user_activity.models import RetentionRun, TouchedMember, UserActivity
from user_activity.tasks import remove_past_retention

pytestmark = pytest.mark.django_db(transaction=True)

TABLES = partitions.TABLES
FLOOR = datetime(2021, 3, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def months() -> Iterator[None]:
    """January to March 2021."""
    made = partitions.ensure_partitions(date(2021, 1, 1), date(2021, 3, 1))
    yield
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def store(*instants: datetime) -> None:
    """A row at each, of a member with no mark waiting."""
    writer.store([search(occurred_at=at) for at in instants])
    TouchedMember.objects.all().delete()


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=UTC)


def history() -> None:
    """Two rows in January, one in February, three in March, of which two before the floor, and
    one of 2020, for which there is no month."""
    store(
        datetime(2020, 6, 1, tzinfo=UTC), at(1, 1), at(1, 31, 23), at(2, 14), at(3, 1),
        FLOOR - timedelta(microseconds=1), FLOOR,
    )  # fmt: skip


def left() -> list[datetime]:
    return list(UserActivity.objects.order_by("occurred_at").values_list("occurred_at", flat=True))


def run(at: datetime = FLOOR) -> dict[str, RetentionRun]:
    return {record.table: record for record in retention.run(dict.fromkeys(TABLES, at))}


def command(**options: Any) -> str:
    out = StringIO()
    call_command("cleanup_activities", stdout=out, **options)
    return out.getvalue()


def names(*tables_and_months: str) -> list[str]:
    return [f"{table}_2021_{month}" for table in TABLES for month in tables_and_months]


def existing() -> list[str]:
    return [
        part.name
        for table in TABLES
        for part in partitions.partitions_of(table)
        if "_2021_" in part.name
    ]


class TestPlan:
    def test_names_whole_months_and_the_rows_before_the_floor(self) -> None:
        history()

        pieces = retention.plan({"user_activity": FLOOR})

        assert [(piece.partition, piece.whole, piece.rows) for piece in pieces] == [
            ("user_activity_2021_01", True, 2),
            ("user_activity_2021_02", True, 1),
            ("user_activity_2021_03", False, 2),
            ("user_activity_default", False, 1),
        ]
        assert all(piece.size_bytes > 0 for piece in pieces)
        assert len(left()) == 7

    def test_a_month_that_ends_at_the_floor_goes_and_the_next_stays(self) -> None:
        pieces = retention.plan({"social_interaction": at(2, 1)})

        assert [(piece.partition, piece.whole) for piece in pieces] == [
            ("social_interaction_2021_01", True)
        ]


class TestRun:
    def test_drops_months_deletes_the_rest_and_writes_it_down(self) -> None:
        history()

        runs = run()

        assert left() == [FLOOR]
        assert existing() == names("03")
        activity = runs["user_activity"]
        assert (activity.floor, activity.eligible_rows, activity.deleted_rows) == (FLOOR, 6, 3)
        assert activity.dropped_partitions == ["user_activity_2021_01", "user_activity_2021_02"]
        assert activity.finished_at is not None
        assert runs["social_interaction"].deleted_rows == 0
        assert RetentionRun.objects.count() == 3
        assert [floors.floor(table) for table in TABLES] == [FLOOR] * 3

    def test_in_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "BATCH_ROWS", 2)
        store(*[at(3, 1)] * 5, *[at(3, 2)] * 2, FLOOR)

        assert run()["user_activity"].deleted_rows == 7

        assert left() == [FLOOR]

    def test_a_table_without_a_floor_is_left_alone(self) -> None:
        history()

        retention.run({"content_interaction": FLOOR})

        assert len(left()) == 7
        assert existing() == [
            name
            for name in names("01", "02", "03")
            if name not in ("content_interaction_2021_01", "content_interaction_2021_02")
        ]
        assert floors.floor("user_activity") is None

    def test_a_second_time_finds_nothing(self) -> None:
        history()
        run()

        again = run()

        assert left() == [FLOOR]
        for record in again.values():
            assert (record.eligible_rows, record.deleted_rows) == (0, 0)
            assert record.dropped_partitions == []

    def test_a_floor_never_sinks(self) -> None:
        run()

        assert run(at(1, 1))["user_activity"].floor == FLOOR

    def test_two_at_once_remove_everything_once(self) -> None:
        history()

        def at_once(_: int) -> dict[str, RetentionRun]:
            try:
                return run()
            except retention.AlreadyRunningError:
                return {}
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as pool:
            done = [found for found in pool.map(at_once, range(3)) if found]

        assert left() == [FLOOR]
        assert sum(found["user_activity"].deleted_rows for found in done) == 3
        dropped = [name for r in RetentionRun.objects.all() for name in r.dropped_partitions]
        assert sorted(dropped) == sorted(names("01", "02"))

    def test_another_one_at_work_is_said(self) -> None:
        history()

        def elsewhere() -> None:
            try:
                run()
            finally:
                connections.close_all()

        with (
            retention._alone(),
            ThreadPoolExecutor(1) as pool,
            pytest.raises(retention.AlreadyRunningError),
        ):
            pool.submit(elsewhere).result()

        assert (len(left()), RetentionRun.objects.count()) == (7, 0)


class Killed(Exception):
    pass


class TestKilled:
    def test_between_any_two_statements(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "BATCH_ROWS", 1)
        history()
        kills = 0
        for allowed in range(1, 500, 2):
            left_to_do = [allowed]

            def count(
                execute: Any, sql: str, params: Any, many: bool, context: Any,
                left_to_do: list[int] = left_to_do,
            ) -> Any:  # fmt: skip
                left_to_do[0] -= 1
                if left_to_do[0] < 0 and "pg_advisory_unlock" not in sql:
                    raise Killed
                return execute(sql, params, many, context)

            try:
                with connection.execute_wrapper(count):
                    run()
                break
            except Killed:
                kills += 1

        assert kills > 10
        assert left() == [FLOOR]
        runs = RetentionRun.objects.filter(table="user_activity")
        assert sum(record.deleted_rows for record in runs) == 3
        assert sorted(n for r in RetentionRun.objects.all() for n in r.dropped_partitions) == (
            sorted(names("01", "02"))
        )


class TestBusy:
    def test_a_reader_is_waited_for_and_lets_others_read_meanwhile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(partitions, "LOCK_TIMEOUT_MS", 20)
        monkeypatch.setattr(partitions, "LOCK_PAUSE_SECONDS", 0.01)
        history()

        def elsewhere() -> dict[str, RetentionRun]:
            try:
                return run()
            finally:
                connections.close_all()

        def read() -> int:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SET statement_timeout = '10s'")
                    cursor.execute("SELECT count(*) FROM user_activity")
                    return int(cursor.fetchone()[0])
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            with transaction.atomic():
                assert UserActivity.objects.count() == 7
                retiring = pool.submit(elsewhere)
                assert [pool.submit(read).result() for _ in range(20)] == [7] * 20
                assert not retiring.done()
            assert retiring.result()["user_activity"].deleted_rows == 3
        assert left() == [FLOOR]

    def test_one_that_never_ends_is_an_error_and_the_next_run_goes_on(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(partitions, "LOCK_TIMEOUT_MS", 5)
        monkeypatch.setattr(partitions, "LOCK_PAUSE_SECONDS", 0.001)
        monkeypatch.setattr(partitions, "LOCK_ATTEMPTS", 3)
        history()

        def elsewhere() -> None:
            try:
                run()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            assert UserActivity.objects.count() == 7
            with pytest.raises(partitions.BusyError):
                pool.submit(elsewhere).result()
        assert len(left()) == 7
        unfinished = RetentionRun.objects.get(table="user_activity")
        assert (unfinished.finished_at, unfinished.dropped_partitions) == (None, [])

        run()

        assert left() == [FLOOR]


class TestCommand:
    def test_a_dry_run_says_what_would_go_and_removes_nothing(self) -> None:
        history()

        told = command(dry_run=True, before="2021-03-10").splitlines()

        assert told[0].startswith("user_activity: 6 rows (")
        assert told[0].endswith(" MiB) before 2021-03-10")
        assert [line.rsplit(", ", 1)[0] for line in told if line.startswith("  ")] == [
            "  drop user_activity_2021_01: 2 rows",
            "  drop user_activity_2021_02: 1 rows",
            "  delete rows of user_activity_2021_03: 2 rows",
            "  delete rows of user_activity_default: 1 rows",
            "  drop content_interaction_2021_01: 0 rows",
            "  drop content_interaction_2021_02: 0 rows",
            "  drop social_interaction_2021_01: 0 rows",
            "  drop social_interaction_2021_02: 0 rows",
        ]
        assert told[-1] == "Nothing was removed: this is a dry run."
        assert (len(left()), existing()) == (7, names("01", "02", "03"))
        assert RetentionRun.objects.count() == 0

    def test_a_run_says_what_went(self) -> None:
        history()

        told = command(before="2021-03-10").splitlines()

        assert told == [
            "user_activity: of 6 rows before 2021-03-10: dropped user_activity_2021_01, "
            "user_activity_2021_02; deleted 3 rows",
            *(
                f"{table}: of 0 rows before 2021-03-10: dropped {table}_2021_01, {table}_2021_02; "
                "deleted 0 rows"
                for table in TABLES[1:]
            ),
        ]
        assert left() == [FLOOR]

    def test_without_days_or_a_date_it_is_off(self) -> None:
        history()

        assert command() == "Retention is off: no table has days in the settings.\n"

        assert len(left()) == 7

    @pytest.mark.parametrize(
        ("before", "message"),
        [
            ("2021-02-29", "--before: '2021-02-29' is no day; write it as 2026-01-31."),
            ("2021-06-02", "--before: 2021-06-02 is in the future."),
            (
                "2021-05-25",
                "--before: 2021-05-25 is within the 7 days in which clients may report late: "
                "2021-05-24 is the latest day possible.",
            ),
        ],
    )
    def test_a_day_that_cannot_be(self, before: str, message: str) -> None:
        history()
        with (
            clock.at(datetime(2021, 6, 1, 23, 59, tzinfo=UTC)),
            pytest.raises(CommandError) as caught,
        ):
            command(before=before)

        assert str(caught.value) == message
        assert (len(left()), RetentionRun.objects.count()) == (7, 0)

    def test_rows_that_are_not_counted_yet_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "ANNOUNCING_ATTEMPTS", 1)
        monkeypatch.setattr(retention.about_to_remove, "receivers", [])
        event = search(occurred_at=at(1, 5))
        writer.store([event])

        with pytest.raises(CommandError) as caught:
            command(before="2021-03-10")

        assert str(caught.value).startswith("Rows that would go are not yet in the aggregates.")
        assert left() == [at(1, 5)]
        assert RetentionRun.objects.count() == 0


class TestSettings:
    def test_each_table_has_days_of_its_own(self, settings: Any) -> None:
        settings.ACTIVITY_RETENTION_DAYS = {
            "user_activity": 400, "content_interaction": 30, "social_interaction": None,
        }  # fmt: skip
        with clock.at(datetime(2022, 4, 14, 12, tzinfo=UTC)):
            assert floors.floors_of_settings() == {
                "user_activity": FLOOR,
                "content_interaction": datetime(2022, 3, 15, tzinfo=UTC),
            }

    def test_fewer_days_than_clients_have_are_an_error(self, settings: Any) -> None:
        settings.ACTIVITY_RETENTION_DAYS = {"user_activity": 7}
        with pytest.raises(CommandError, match=r"^Settings: .* is within the 7 days"):
            command()

    @pytest.mark.parametrize(
        ("days", "found"),
        [
            (dict.fromkeys(TABLES), []),
            (dict.fromkeys(TABLES, 9), []),
            ({"user_activity": 400}, []),
            ({"activities": 400}, ["user_activity.E001"]),
            ({"user_activity": 7}, ["user_activity.E002"]),
            ({"user_activity": -1}, ["user_activity.E002"]),
        ],
    )
    def test_they_are_checked_at_the_start(
        self, settings: Any, days: dict[str, int | None], found: list[str]
    ) -> None:
        settings.ACTIVITY_RETENTION_DAYS = days
        assert [error.id for error in check_retention()] == found

    def test_the_task_does_what_they_say(self, settings: Any) -> None:
        history()
        settings.ACTIVITY_RETENTION_DAYS = {"user_activity": 400}
        with clock.at(datetime(2022, 4, 14, 12, tzinfo=UTC)):
            assert remove_past_retention() == ["user_activity"]

        assert left() == [FLOOR]

    def test_the_task_does_nothing_when_it_is_off(self) -> None:
        history()

        assert remove_past_retention() == []

        assert (len(left()), RetentionRun.objects.count()) == (7, 0)

    def test_production_keeps_400_days(self) -> None:
        from ooumph.settings import base, environment

        assert set(base.ACTIVITY_RETENTION_DAYS) == set(TABLES)
        assert set(base.ACTIVITY_RETENTION_DAYS.values()) == {None}
        assert environment.retention_days(a=400, b=None) == {"a": 400, "b": None}

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("", {"a": 400, "b": None}),
            ("off", {"a": None, "b": None}),
            ("90", {"a": 90, "b": 90}),
            ("b=30", {"a": 400, "b": 30}),
            ("a=off, b=30", {"a": None, "b": 30}),
        ],
    )
    def test_the_environment_overrides(
        self, monkeypatch: pytest.MonkeyPatch, text: str, days: dict[str, int | None]
    ) -> None:
        from ooumph.settings import environment

        monkeypatch.setenv("OOUMPH_RETENTION_DAYS", text)
        assert environment.retention_days(a=400, b=None) == days

    def test_an_unknown_table_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from ooumph.settings import environment

        monkeypatch.setenv("OOUMPH_RETENTION_DAYS", "activities=3")
        with pytest.raises(ValueError, match="knows no table activities"):
            environment.retention_days(a=400)
