"""A killed engine, a second one and writers meanwhile lose and double nothing."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction

from account.models import User
from analytics import engine, marks
from analytics.models import MemberDay, TouchedPlatformDay
from analytics.zones import zones_of
from tests.analytics.events import (
    MAY,
    aggregate,
    assert_exact,
    event,
    make_member,
    store_acts,
    utc,
)
from user_activity import writer
from user_activity.models import TouchedMember
from user_activity.vocabulary import InteractionType

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_batches")]


def history() -> None:
    for number, zone in enumerate(["UTC", "Asia/Kolkata", "America/St_Johns"]):
        member = make_member(f"member{number}", zone).pk
        for day in range(0, 21, number + 2):
            store_acts(member, MAY + timedelta(days=day), count=number + 1, hour=20)


class Killed(Exception):
    pass


class TestKilled:
    @pytest.fixture
    def statements(self) -> Iterator[list[int]]:
        """How many statements the engine may still make before it is killed."""
        left: list[int] = []

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if left:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            yield left

    def test_between_two_statements_of_every_three(self, statements: list[int]) -> None:
        history()
        finished = False
        for allowed in range(1, 500, 3):
            statements[:] = [allowed]
            try:
                aggregate()
                finished = True
            except Killed:
                pass
            statements.clear()
            if finished:
                break
        assert finished

        aggregate()

        assert_exact()

    @pytest.mark.parametrize("table", ["member_day", "member_platform_day", "platform_week"])
    def test_its_connection_terminated(self, table: str) -> None:
        history()
        parameters = connection.get_connection_params()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]

        def terminate(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if f"INSERT INTO {table} " in sql:
                names = ("dbname", "user", "password", "host", "port")
                killer = psycopg2.connect(
                    **{name: parameters[name] for name in names if name in parameters}
                )
                with killer, killer.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
                killer.close()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(terminate), pytest.raises(OperationalError):
            aggregate()
        connection.close()

        aggregate()

        assert_exact()


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Several engines even where little waits."""
    monkeypatch.setattr(marks, "MANY", 1)
    settings.AGGREGATION_ENGINES = 3


@pytest.mark.usefixtures("side_by_side")
class TestSideBySide:
    def test_all_of_them_together_do_all_of_it(self) -> None:
        history()
        for number in range(1, 4):
            member = User.objects.get(username=f"member{number - 1}").pk
            writer.store(
                [event(InteractionType.LIKE, member, utc(4, number), content_id=f"post{n}")
                 for n in range(6)]
            )  # fmt: skip

        aggregate()

        assert_exact()

    def test_what_one_fails_at_stays_and_the_others_stands(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        history()

        def fail(users: set[int]) -> dict[int, str]:
            if {user % 3 for user in users} == {0}:
                raise Killed
            return zones_of(users)

        monkeypatch.setattr(engine, "zones_of", fail)
        with pytest.raises(Killed):
            aggregate()
        monkeypatch.setattr(engine, "zones_of", zones_of)

        assert {user % 3 for user in marked()} == {0}
        assert {user % 3 for user in counted()} == {1, 2}
        aggregate()
        assert_exact()


def marked() -> set[int]:
    return set(TouchedMember.objects.values_list("user_id", flat=True))


def counted() -> set[int]:
    return set(MemberDay.objects.values_list("user_id", flat=True))


class TestConcurrency:
    @pytest.mark.parametrize("many", [1, 5000])
    def test_what_a_writer_commits_meanwhile_keeps_its_mark(
        self, many: int, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        monkeypatch.setattr(marks, "MANY", many)
        settings.AGGREGATION_ENGINES = 2
        members = [make_member(f"member{n}").pk for n in range(4)]
        done = threading.Event()
        failures: list[BaseException] = []

        def write(user_id: int) -> None:
            try:
                for number in range(40):
                    store_acts(user_id, MAY + timedelta(days=number % 5), hour=number % 24)
            except BaseException as error:  # noqa: BLE001  (reported below)
                failures.append(error)
            finally:
                connection.close()

        def work() -> None:
            try:
                while not done.is_set():
                    engine.run(budget_seconds=1)
            except BaseException as error:  # noqa: BLE001  (reported below)
                failures.append(error)
            finally:
                connection.close()

        engines = [threading.Thread(target=work) for _ in range(2)]
        writers = [threading.Thread(target=write, args=[user_id]) for user_id in members]
        for thread in (*engines, *writers):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        for thread in engines:
            thread.join()
        assert failures == []

        aggregate()

        assert_exact()
        assert sum(day.acts for day in MemberDay.objects.all()) == 160

    def test_a_second_engine_returns_at_once(self) -> None:
        store_acts(make_member("ada").pk, MAY)
        found: list[int] = []

        def second() -> None:
            found.append(engine.run())
            connection.close()

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", engine.LOCK)
            thread = threading.Thread(target=second)
            thread.start()
            thread.join(20)

        assert found == [0]
        assert TouchedMember.objects.count() == 1

    def test_the_platform_follows_even_when_the_budget_is_spent(self) -> None:
        history()

        while engine.run(budget_seconds=0):
            pass

        assert_exact()
        assert not TouchedPlatformDay.objects.exists()
