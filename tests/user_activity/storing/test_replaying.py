"""Dead letters are tried again: all of a letter or nothing, and once."""

from io import StringIO
from typing import Any

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.user_activity.streams import assert_counts_add_up, counted
from tests.user_activity.test_writer import search
from user_activity import writer
from user_activity.codec import OWN, row_of
from user_activity.models import DeadLetter, UserActivity
from user_activity.storing.replaying import replay
from user_activity.tallies import Outcome, accepted

pytestmark = pytest.mark.django_db(transaction=True)


def refused(**columns: Any) -> DeadLetter:
    """A letter of a description that is too long for its column."""
    event = search(description="x" * 501, **columns)
    writer.store([event], accepted([event]))
    letter: DeadLetter = DeadLetter.objects.latest("failed_at")
    return letter


def widen(characters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE user_activity ALTER description TYPE varchar({int(characters)})"
        )


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_dead_letters", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def wide_column() -> Any:
    yield lambda: widen(600)
    UserActivity.objects.all().delete()
    widen(500)


def test_a_letter_is_stored_once_its_cause_is_gone(wide_column: Any) -> None:
    key = search().event_id
    letter = refused(event_id=key, keys=(key,))
    wide_column()

    assert replay(letter.id)
    assert not replay(letter.id)

    assert [row.event_id for row in UserActivity.objects.all()] == [key]
    letter.refresh_from_db()
    assert letter.replayed_at is not None
    assert counted() == {Outcome.ACCEPTED: 1, Outcome.STORED: 1}
    assert_counts_add_up()


def test_a_letter_that_fails_again_says_so_and_stays() -> None:
    letter = refused()

    assert not replay(letter.id)

    letter = DeadLetter.objects.get()
    assert (letter.attempts, letter.replayed_at) == (2, None)
    assert "too long" in letter.error
    assert_counts_add_up()


def test_a_part_that_fails_keeps_the_whole() -> None:
    good, bad = row_of(search()), row_of(search())
    bad[OWN] = "levitate"
    letter = refused()
    letter.payload = orjson.dumps([good, bad])
    letter.save()

    assert not replay(letter.id)

    assert UserActivity.objects.count() == 0
    assert DeadLetter.objects.get().error == "unknown word 'levitate'"


def test_the_command_replays_what_it_can(wide_column: Any) -> None:
    refused()
    other = refused()
    DeadLetter.objects.filter(id=other.id).update(payload=b"never readable")
    assert said("--dry-run") == "Waiting: 2.\n  2 x Refused by the database\n"
    assert said("--reason", "invalid") == "Replayed: 0; left: 0.\n"
    wide_column()

    with pytest.raises(CommandError, match="Some letters are left"):
        said()

    assert UserActivity.objects.count() == 1
    assert DeadLetter.objects.get(replayed_at=None).id == other.id
