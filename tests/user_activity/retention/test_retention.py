"""Retention: what goes, what stays, and what is said of it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from tests.user_activity.retention.history import (
    FLOOR,
    TABLES,
    at,
    existing,
    history,
    left,
    names,
    run,
    store,
)
from user_activity import floors, partitions, retention
from user_activity.models import RetentionRun, UserActivity


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
