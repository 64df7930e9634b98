"""The engine keeps what the oracle says, whatever happened and however it was interrupted."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg2
import pytest
from django.db import OperationalError, connection, transaction

from account.services import update_profile
from analytics import engine
from analytics.models import MemberDay, PlatformDay, PlatformMonth, TouchedPlatformDay
from ooumph.ids import new_id
from tests.analytics.events import (
    aggregate,
    assert_exact,
    erase,
    event,
    make_member,
    store_acts,
    tables,
    touch,
)
from user_activity import writer
from user_activity.models import TouchedMember
from user_activity.vocabulary import (
    ActivityType,
    InteractionType,
    SocialInteractionType,
    Word,
)

pytestmark = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True)

MESSAGE = SocialInteractionType.MESSAGE_SEND
MAY = date(2026, 5, 4)  # A Monday.


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "DAYS_PER_BATCH", 5)
    monkeypatch.setattr(engine, "PLATFORM_DAYS_PER_BATCH", 3)


def utc(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


class TestDay:
    def test_counts_acts_once_and_rows_by_word(self) -> None:
        ada, act = make_member("ada").pk, new_id()
        writer.store(
            [
                event(ActivityType.POST_CREATE, ada, utc(4, 9, 59), act_id=act),
                event(InteractionType.CREATE, ada, utc(4, 10), act_id=act),
                event(MESSAGE, ada, utc(4, 10), act_id=(many := new_id())),
                event(MESSAGE, ada, utc(4, 10), act_id=many),
            ]
        )

        aggregate()

        day = MemberDay.objects.get()
        assert (day.acts, day.active, day.engagement_score) == (2, True, 7)
        assert day.activity_counts == {"post_create": 1}
        assert day.content_counts == {"create": 1}
        assert day.social_counts == {"message_send": 2}
        assert day.hours == {"9": 1, "10": 1}

    def test_a_word_counts_towards_the_score_up_to_its_cap(self) -> None:
        ada = make_member("ada").pk
        writer.store([event(ActivityType.SIGNUP, ada, utc(4, 1, n)) for n in range(3)])

        aggregate()

        assert MemberDay.objects.get().engagement_score == 5

    @pytest.mark.parametrize(
        ("word", "active"),
        [
            (ActivityType.LOGIN_FAILED, False),
            (InteractionType.IMPRESSION, False),
            (InteractionType.VIEW, True),
            (SocialInteractionType.MESSAGE_READ, True),
        ],
    )
    def test_only_some_words_make_active(self, word: Word, active: bool) -> None:
        writer.store([event(word, make_member("ada").pk, utc(4))])

        aggregate()

        assert MemberDay.objects.get().active is active
        assert PlatformDay.objects.get().active_users == int(active)
        assert_exact()

    def test_a_word_that_the_vocabulary_lost_still_counts_as_an_act(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO user_activity (event_id, act_id, user_id, occurred_at, received_at,"
                " device, source, metadata, activity_type, success, description) VALUES"
                " (gen_random_uuid(), gen_random_uuid(), 7, %s, now(), '', 'api', '{}', 'old',"
                " true, '')",
                [utc(4)],
            )
        touch(7, utc(4), utc(4))

        aggregate()

        day = MemberDay.objects.get()
        assert (day.acts, day.active, day.engagement_score) == (1, False, 0)
        assert day.activity_counts == {"old": 1}


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "at", "day", "hour"),
        [
            ("Asia/Kolkata", utc(4, 18, 29), date(2026, 5, 4), "23"),
            ("Asia/Kolkata", utc(4, 18, 30), date(2026, 5, 5), "0"),
            ("America/St_Johns", utc(4, 2, 29), date(2026, 5, 3), "23"),
            ("America/St_Johns", utc(4, 2, 30), date(2026, 5, 4), "0"),
            ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), date(2026, 3, 29), "3"),
            ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), "2"),
            ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), "2"),
            # Midnight comes twice in Havana when its summer time ends.
            ("America/Havana", datetime(2026, 11, 1, 4, 10, tzinfo=UTC), date(2026, 11, 1), "0"),
            ("America/Havana", datetime(2026, 11, 1, 5, 10, tzinfo=UTC), date(2026, 11, 1), "0"),
            ("America/Havana", datetime(2026, 11, 1, 3, 59, tzinfo=UTC), date(2026, 10, 31), "23"),
            # Samoa had no 30 December 2011.
            ("Pacific/Apia", datetime(2011, 12, 30, 9, 59, tzinfo=UTC), date(2011, 12, 29), "23"),
            ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC), date(2011, 12, 31), "0"),
        ],
    )
    def test_a_member_has_their_own_days_and_hours(
        self, zone: str, at: datetime, day: date, hour: str
    ) -> None:
        writer.store([event(MESSAGE, make_member("ada", zone).pk, at)])

        aggregate()

        assert [(row.starts_on, row.hours) for row in MemberDay.objects.all()] == [(day, {hour: 1})]
        assert [row.starts_on for row in PlatformDay.objects.all()] == [at.date()]
        assert_exact()

    @COMMITTED
    def test_moving_moves_the_days_and_leaves_the_platform_as_it_was(self) -> None:
        ada = make_member("ada")
        for day in range(12):
            store_acts(ada.pk, MAY + timedelta(days=day), count=2, hour=20)
        aggregate()
        before = list(PlatformDay.objects.order_by("starts_on").values())

        update_profile(actor=ada, timezone="Asia/Kolkata")
        aggregate()

        moved = MemberDay.objects.order_by("starts_on").first()
        assert moved is not None
        assert (moved.starts_on, moved.hours) == (date(2026, 5, 5), {"1": 2})
        profile_update = PlatformDay.objects.exclude(pk__in=[row["starts_on"] for row in before])
        assert profile_update.count() == 1
        assert list(PlatformDay.objects.order_by("starts_on").values())[:12] == before
        assert_exact()

    def test_a_zone_that_postgres_does_not_know_is_the_platforms(self) -> None:
        writer.store([event(MESSAGE, make_member("ada", "Mars/Base").pk, utc(4, 23))])

        aggregate()

        assert MemberDay.objects.get().starts_on == date(2026, 5, 4)

    def test_the_unknown_member_is_left_out_of_the_platform(self) -> None:
        ada = make_member("ada").pk
        writer.store(
            [event(ActivityType.LOGIN_FAILED, 0, utc(4)), event(MESSAGE, 0, utc(4)),
             event(MESSAGE, ada, utc(4))]
        )  # fmt: skip

        aggregate()

        platform = PlatformDay.objects.get()
        assert (platform.acts, platform.active_users) == (1, 1)
        assert_exact()


class TestPeriods:
    def test_active_on_several_days_is_one_user_of_the_month(self) -> None:
        ada, bob = make_member("ada").pk, make_member("bob").pk
        for day in range(9):
            store_acts(ada, MAY + timedelta(days=day))
        store_acts(bob, MAY)

        aggregate()

        assert PlatformMonth.objects.get().active_users == 2
        assert_exact()


class TestChanges:
    def test_late_events_join_their_day(self) -> None:
        ada = make_member("ada").pk
        store_acts(ada, MAY)
        aggregate()
        store_acts(ada, MAY, count=3, hour=20)

        aggregate()

        assert MemberDay.objects.get().hours == {"12": 1, "20": 3}
        assert_exact()

    def test_erased_rows_leave_no_bucket_behind(self) -> None:
        ada = make_member("ada").pk
        events = [event(MESSAGE, ada, utc(day)) for day in (4, 5, 20)]
        writer.store(events)
        aggregate()
        assert_exact()

        erase(events[:2])
        aggregate()
        assert_exact()
        erase(events[2:])
        aggregate()

        assert_exact()
        assert not any(tables().values())

    def test_twice_is_once(self) -> None:
        ada = make_member("ada").pk
        events = [event(MESSAGE, ada, utc(4, n)) for n in range(4)]
        writer.store(events)
        aggregate()
        before = tables()

        writer.store(events)
        assert aggregate() == 0
        touch(ada, utc(4), utc(6))
        assert aggregate() > 0

        assert tables() == before

    def test_a_mark_longer_than_a_batch_is_worked_off_in_pieces(self) -> None:
        ada = make_member("ada").pk
        for day in range(0, 40, 3):
            store_acts(ada, MAY + timedelta(days=day))
        TouchedMember.objects.all().delete()
        touch(ada, utc(1), utc(1) + timedelta(days=50))

        assert aggregate() > 10

        assert_exact()

    def test_days_beyond_reason_do_not_stop_the_engine(self) -> None:
        ada = make_member("ada", "Pacific/Kiritimati").pk
        writer.store(
            [event(MESSAGE, ada, datetime(9999, 12, 31, 23, tzinfo=UTC)),
             event(MESSAGE, ada, datetime(1, 1, 2, tzinfo=UTC)), event(MESSAGE, ada, utc(4))]
        )  # fmt: skip

        aggregate()

        assert [day.starts_on for day in MemberDay.objects.all()] == [date(2026, 5, 5)]
        assert not TouchedMember.objects.exists()


def history() -> None:
    for number, zone in enumerate(["UTC", "Asia/Kolkata", "America/St_Johns"]):
        member = make_member(f"member{number}", zone).pk
        for day in range(0, 21, number + 2):
            store_acts(member, MAY + timedelta(days=day), count=number + 1, hour=20)


class Killed(Exception):
    pass


@COMMITTED
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

    def test_between_any_two_statements(self, statements: list[int]) -> None:
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


@COMMITTED
class TestConcurrency:
    def test_what_a_writer_commits_meanwhile_keeps_its_mark(self) -> None:
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


def test_every_word_counts() -> None:
    ada = make_member("ada").pk
    writer.store([event(word, ada, utc(4)) for word in InteractionType])
    writer.store([event(word, ada, utc(5)) for word in SocialInteractionType])
    writer.store([event(word, ada, utc(6)) for word in ActivityType])

    aggregate()

    assert_exact()
