"""What is sent to PostgreSQL before it is waited for."""

import psycopg2
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests.user_activity.streams import assert_counts_add_up
from tests.user_activity.test_writer import search
from user_activity import tallies, writer
from user_activity.buffers.postgres import PostgresBuffer
from user_activity.models import UserActivity
from user_activity.storing import sending
from user_activity.storing.inserting import Insertion
from user_activity.storing.sending import send

pytestmark = pytest.mark.django_db(transaction=True)

ONE = """
    INSERT INTO event_tally VALUES (gen_random_uuid(), now(), 'rejected', 'activity', 'error', 1)
"""


def test_another_can_be_sent_before_the_first_is_waited_for() -> None:
    first, second = send(Insertion(f"SELECT pg_sleep(0.2); {ONE}", [])), send(Insertion(ONE, []))
    second()
    first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event_tally")
        assert cursor.fetchone() == (2,)


def test_what_is_refused_leaves_nothing_of_its_text() -> None:
    nobody_s = f"{ONE}; INSERT INTO event_key VALUES (NULL, NULL, NULL)"  # noqa: S608
    refused = send(Insertion(nobody_s, []))
    with pytest.raises(IntegrityError):
        refused()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event_tally")
        assert cursor.fetchone() == (0,)
    send(Insertion(ONE, []))()


def test_one_that_died_between_is_opened_anew() -> None:
    send(Insertion(ONE, []))()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    event = search()
    PostgresBuffer().begin([event], tallies.accepted([event]))()

    assert UserActivity.objects.get().event_id == event.event_id
    assert_counts_add_up()


def test_a_server_that_says_nothing_is_not_waited_for_longer_than_it_takes_to_connect() -> None:
    silent = psycopg2.connect(**connection.get_connection_params(), async_=1)
    sending._wait(silent, 2)
    cursor = silent.cursor()
    cursor.execute("SELECT pg_sleep(5)")
    with pytest.raises(psycopg2.OperationalError, match="timeout"):
        sending._wait(silent, 0.1)
    silent.close()


def test_within_a_transaction_rows_belong_to_it() -> None:
    event = search()
    with pytest.raises(OperationalError), transaction.atomic():  # noqa: PT012
        writer.begin([event], tallies.accepted([event]))()
        assert UserActivity.objects.count() == 1
        raise OperationalError
    assert not UserActivity.objects.exists()
