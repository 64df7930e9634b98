"""Staff see what could not be stored and why; who may change letters may replay them."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.admin.desk import Desk
from tests.user_activity.storing.test_drain import put
from tests.user_activity.storing.test_replaying import refused
from tests.user_activity.test_writer import search
from user_activity.codec import encode
from user_activity.models import DeadLetter, UserActivity
from user_activity.storing.drain import drain

LETTERS = "/admin/user_activity/deadletter/"


@pytest.fixture
def letter(transactional_db: Any) -> DeadLetter:
    return refused(user_id=7, metadata={"query": "<script>alert(1)</script>"})


def replay_in(desk: Desk, letter: DeadLetter) -> str:
    action = {"action": "replay_letters", "_selected_action": str(letter.id)}
    return desk.post(LETTERS, action).text


def test_a_letter_shows_why_and_as_it_came(root: Desk, letter: DeadLetter) -> None:
    assert "activity:search" in root.words(LETTERS, state="waiting")
    assert "activity:search" not in root.words(LETTERS, state="replayed")
    page = root.page(f"{LETTERS}{letter.id}/change/")
    assert "value too long" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "/history/" not in page


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_many_rows_is_shown_as_text(root: Desk) -> None:
    put(encode([search(description="for whom") for _ in range(20)]), events=20, version=9)
    drain()

    page = root.page(f"{LETTERS}{DeadLetter.objects.get().id}/change/")

    assert "version 9" in page
    assert page.count("for whom") == 20


def test_who_may_change_letters_replays_them(root: Desk, letter: DeadLetter) -> None:
    replay_in(root, letter)

    assert "Still not stored: 1" in root.page(LETTERS)
    assert DeadLetter.objects.get().attempts == 2


def test_who_may_only_look_may_not(staff: Callable[..., Desk], letter: DeadLetter) -> None:
    desk = staff("sam", "view_deadletter")
    assert "activity:search" in desk.page(LETTERS)

    replay_in(desk, letter)

    assert DeadLetter.objects.get().attempts == 1
    assert not UserActivity.objects.filter(activity_type="search").exists()
