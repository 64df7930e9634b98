"""Monthly partitions: made ahead, once, and with the rows that waited for them."""

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
