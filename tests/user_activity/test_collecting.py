"""Events leave together once what they report is committed, whatever goes wrong on the way."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, connections, transaction

from account.models import User
from account.services import create_member
from ooumph import graph
from post.models import Post
from tests.api import recorded
from tests.user_activity.test_writer import search
from user_activity import metrics
from user_activity.collecting import acting, collecting, queue
from user_activity.context import Actor, acting_as
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType

pytestmark = pytest.mark.django_db(transaction=True)


def track() -> bool:
    return ActivityService.track_activity(activity_type=ActivityType.LOGOUT, user_id=7)


def lost(reason: str) -> float:
    return metrics.LOST.labels(reason=reason)._value.get()


def in_another_thread(function: Callable[[], Any]) -> None:
    def run() -> None:
        try:
            function()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def hang_up() -> None:
    """The database ends this thread's connection, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def terminate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    in_another_thread(terminate)


def test_an_act_that_joins_another_shares_its_id() -> None:
    with acting() as outer, acting() as inner:
        track()
    with acting() as other:
        track()

    assert outer == inner
    assert [row["act_id"] for row in recorded()] == [outer, other]


def test_an_exception_in_the_middle_keeps_what_had_happened() -> None:
    def fail() -> None:
        with collecting():
            track()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert len(recorded()) == 1


@transaction.atomic
def roll_back() -> None:
    track()
    raise LookupError


def test_a_transaction_of_postgres_is_waited_for_and_its_rollback_too() -> None:
    with collecting():
        with transaction.atomic():
            track()
        with pytest.raises(LookupError):
            roll_back()
        assert recorded() == []
    assert len(recorded()) == 1

    with transaction.atomic():
        with collecting():
            track()
        assert len(recorded()) == 1
    assert len(recorded()) == 2


def test_a_connection_that_died_meanwhile_loses_nothing() -> None:
    before = lost("buffer_unavailable")
    with collecting():
        hang_up()
        assert track()

    assert len(recorded()) == 1
    assert lost("buffer_unavailable") == before


def test_every_event_that_is_lost_is_counted(settings: LazySettings) -> None:
    settings.ACTIVITY_RAISES = False
    before = lost("error")
    with collecting():
        for metadata in ({}, {"mistake": object()}, {}):
            queue([search(metadata=metadata)])

    assert recorded() == []
    assert lost("error") - before == 3


class Unreadable(Actor):
    """Who acts cannot be told: their account is in a database that is away."""

    @property
    def user_id(self) -> int:
        raise ConnectionError


def test_a_report_that_fails_after_the_commit_breaks_nothing(settings: LazySettings) -> None:
    settings.ACTIVITY_RAISES = False
    ada: User = create_member(username="ada", email="", password="correct horse battery")
    with acting_as(Actor(user_id=ada.pk)):
        post = Post(author_id=ada.pk, text="Before").save()
    rows = recorded()

    @graph.write
    def edit() -> str:
        post.text = "After"
        post.save()
        return "edited"

    with acting_as(Unreadable.__new__(Unreadable)):
        assert edit() == "edited"

    assert graph.query("MATCH (p:Post) RETURN p.text") == [["After"]]
    assert recorded() == rows


def test_switched_off_nothing_is_recorded_and_nothing_breaks(settings: LazySettings) -> None:
    settings.ACTIVITY_TRACKING = False

    assert not track()

    assert recorded() == []
