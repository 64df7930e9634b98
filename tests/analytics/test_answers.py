"""What is the same for everyone is computed once a batch of the engine, and never older than it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from time import sleep
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.db import connection

from analytics import answers
from tests.analytics.events import aggregate, make_member, store_acts

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"first": date(2026, 5, 1)}


@pytest.fixture
def computed() -> list[int]:
    caches["answers"].clear()
    return []


def ask(computed: list[int], **values: object) -> int:
    def compute() -> int:
        computed.append(len(computed))
        return computed[-1]

    return answers.shared("name", {**ASKED, **values}, compute)


def batch() -> None:
    store_acts(make_member(f"member{uuid4().hex[:8]}").pk, date(2026, 5, 4))
    aggregate()


def test_an_answer_holds_until_the_engine_has_done_something(computed: list[int]) -> None:
    batch()
    assert [ask(computed), ask(computed)] == [0, 0]
    aggregate()  # Nothing waited.
    assert ask(computed) == 0
    batch()
    assert ask(computed) == 1


def test_each_question_has_its_own(computed: list[int]) -> None:
    batch()
    asked = [ask(computed), ask(computed, last=1), ask(computed, last=2), ask(computed)]
    assert asked == [0, 1, 2, 0]


def test_nothing_is_kept_where_nothing_was_computed_yet(computed: list[int]) -> None:
    assert [ask(computed), ask(computed)] == [0, 1]


def test_what_is_computed_while_a_batch_commits_is_asked_anew(computed: list[int]) -> None:
    batch()

    def meanwhile() -> str:
        batch()
        return "from before or after"

    assert answers.shared("name", ASKED, meanwhile) == "from before or after"
    assert ask(computed) == 0


def test_who_asks_at_once_waits_for_the_one_who_computes(
    computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "WAIT_SECONDS", 30)  # However busy the machine is.
    batch()
    together = Barrier(4)

    def compute() -> int:
        sleep(0.2)
        computed.append(len(computed))
        return computed[-1]

    def one(_: int) -> int:
        together.wait()
        try:
            return answers.shared("name", ASKED, compute)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(one, range(4))) == [0, 0, 0, 0]
