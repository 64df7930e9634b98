"""Monthly partitions: made ahead, once, and with the rows that waited for them."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Thread
from time import sleep
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from tests.user_activity.test_writer import search
from user_activity import partitions, writer
from user_activity.tasks import make_partitions_ahead

pytestmark = pytest.mark.django_db(transaction=True)


def partition_of(event_id: UUID) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM user_activity WHERE event_id = %s", [event_id]
        )
        found: str = cursor.fetchone()[0]
    return found


def test_a_row_lies_in_its_month_and_waits_in_the_default_one_until_there_is_one() -> None:
    waiting = search(occurred_at=datetime(2031, 5, 31, 23, 59, 59, 999999, tzinfo=UTC))
    writer.store([waiting])
    assert partition_of(waiting.event_id) == "user_activity_default"

    made = partitions.ensure_partitions(date(2031, 5, 7), date(2031, 6, 1))
    try:
        assert made == [
            f"{table}_2031_{month}" for table in partitions.TABLES for month in ("05", "06")
        ]
        assert partitions.ensure_partitions(date(2031, 5, 1), date(2031, 6, 30)) == []
        assert partition_of(waiting.event_id) == "user_activity_2031_05"
        assert writer.store([waiting]).rows == 0
        next_month = search(occurred_at=datetime(2031, 6, 1, tzinfo=UTC))
        writer.store([next_month])
        assert partition_of(next_month.event_id) == "user_activity_2031_06"
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def test_partitions_made_by_two_at_once() -> None:
    def ensure(_: int) -> list[str]:
        try:
            return partitions.ensure_partitions(date(2032, 1, 1), date(2032, 2, 1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = [name for names in pool.map(ensure, range(4)) for name in names]
    try:
        assert sorted(made) == sorted(
            f"{table}_2032_{month}" for table in partitions.TABLES for month in ("01", "02")
        )
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def test_the_months_ahead_are_there() -> None:
    make_partitions_ahead()

    now = search(occurred_at=datetime.now(UTC))
    writer.store([now])
    assert partition_of(now.event_id) == f"user_activity_{now.occurred_at:%Y_%m}"


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2031, 12, 31), date(2032, 1, 1), [date(2031, 12, 1), date(2032, 1, 1)]),
        (date(2032, 2, 29), date(2032, 2, 29), [date(2032, 2, 1)]),
        (date(2031, 11, 30), date(2032, 2, 1), [
            date(2031, 11, 1), date(2031, 12, 1), date(2032, 1, 1), date(2032, 2, 1),
        ]),
    ],
)  # fmt: skip
def test_months_over_the_end_of_a_year(first: date, last: date, found: list[date]) -> None:
    assert partitions.months(first, last) == found


def test_a_december_ends_with_its_year() -> None:
    made = partitions.ensure_partitions(date(2034, 12, 31), date(2035, 1, 1))
    try:
        assert [
            (part.name, part.begins, part.ends)
            for part in partitions.partitions_of("user_activity")
            if part.name in made
        ] == [
            ("user_activity_2034_12", utc(2034, 12), utc(2035, 1)),
            ("user_activity_2035_01", utc(2035, 1), utc(2035, 2)),
        ]
        last = search(occurred_at=datetime(2034, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
        first = search(occurred_at=utc(2035, 1))
        writer.store([last, first])
        assert partition_of(last.event_id) == "user_activity_2034_12"
        assert partition_of(first.event_id) == "user_activity_2035_01"
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def utc(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def test_rows_that_lie_in_no_month_are_an_error(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partitions_ahead()
    assert partitions.waiting_in_default() == dict.fromkeys(partitions.TABLES, 0)
    assert caplog.records == []

    writer.store([search(occurred_at=utc(2036, month)) for month in (1, 2, 3)])
    make_partitions_ahead()

    waiting = {"user_activity": 3, "content_interaction": 0, "social_interaction": 0}
    assert partitions.waiting_in_default() == waiting
    (record,) = caplog.records
    assert (record.levelno, record.message) == (logging.ERROR, "rows lie in no month")
    assert record.__dict__["default_partition_rows"] == {"user_activity": 3}

    monkeypatch.setattr(partitions, "WAITING_MAX", 2)
    assert partitions.waiting_in_default()["user_activity"] == 2


def test_a_month_is_made_between_long_reads_not_before_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(partitions, "LOCK_TIMEOUT_MS", 5)
    monkeypatch.setattr(partitions, "LOCK_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(partitions, "LOCK_ATTEMPTS", 3)

    def ensure() -> list[str]:
        try:
            return partitions.ensure_partitions(date(2037, 1, 1), date(2037, 1, 1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM user_activity")
            with pytest.raises(partitions.BusyError):
                pool.submit(ensure).result()
        made = pool.submit(ensure).result()
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP TABLE {name}")
    assert made == [f"{table}_2037_01" for table in partitions.TABLES]


def test_a_row_that_arrives_while_its_month_is_made_moves_into_it() -> None:
    late = search(occurred_at=datetime(2033, 5, 1, tzinfo=UTC))
    made: list[str] = []

    def ensure() -> None:
        try:
            made.extend(partitions.ensure_partitions(date(2033, 5, 1), date(2033, 5, 1)))
        finally:
            connections.close_all()

    maker = Thread(target=ensure)
    with transaction.atomic():
        writer.store([late])
        maker.start()
        wait_for_a_lock()
    maker.join()
    try:
        assert made == [f"{table}_2033_05" for table in partitions.TABLES]
        assert partition_of(late.event_id) == "user_activity_2033_05"
    finally:
        with connection.cursor() as cursor:
            for name in made:
                cursor.execute(f"DROP TABLE {name}")


def wait_for_a_lock() -> None:
    """Until another connection waits for what this one holds."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
