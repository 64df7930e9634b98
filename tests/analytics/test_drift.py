"""`check_analytics` finds whatever is not what it is made of, wherever it is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from analytics import sampling
from analytics.checking import drift as drifting
from analytics.models import STATISTICS, ContentDay, MemberDay
from analytics.reaggregating import Asked, mark
from analytics.statements import columns_of, key_of
from tests.analytics.events import MESSAGE, aggregate, assert_exact, event, make_member, utc
from user_activity import writer
from user_activity.vocabulary import InteractionType as Content

pytestmark = pytest.mark.django_db
# What of a row's key makes it one of a bucket of which nothing else is known.
ELSEWHERE = {
    "starts_on": "date '2026-06-22'",
    "began_at": "began_at + interval '45 days'",
    "target_user_id": "target_user_id + 1000",
    "content_id": "content_id || 'x'",
}


def found(buckets: int = 60) -> Iterator[str]:
    """The tables in which something is wrong."""
    for seed in range(3):
        yield from (str(each).split()[2] for each in drifting(buckets, seed) if each.level)


@pytest.fixture
def two_members() -> None:
    ada, bob = make_member("ada").pk, make_member("bob").pk
    acts = [(word, who, day) for word in (Content.VIEW, Content.LIKE, Content.COMMENT)
            for who in (ada, bob) for day in (4, 5)]  # fmt: skip
    writer.store(
        [
            event(Content.CREATE, ada, utc(3), content_id="a"),
            *(event(word, who, utc(day), content_id=each) for word, who, day in acts
              for each in "abc"),
            *(event(MESSAGE, ada, utc(day), target_user_id=bob) for day in (4, 5)),
        ]
    )  # fmt: skip
    aggregate()


def test_nothing_is_wrong(two_members: None) -> None:
    assert set(found()) == set()


@pytest.fixture
def rows_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[Model]], None]:
    """Buckets are drawn from this table alone: by chance it would take many."""

    def draw(model: type[Model]) -> None:
        if model in sampling.DAY_OF_MEMBER:
            monkeypatch.setattr(sampling, "DAY_OF_MEMBER", {model: sampling.DAY_OF_MEMBER[model]})
        for name in ("OF_CONTENT", "OF_PLATFORM"):
            if model in getattr(sampling, name):
                monkeypatch.setattr(sampling, name, [model])

    return draw


@pytest.mark.parametrize("model", STATISTICS, ids=lambda model: model._meta.db_table)
def test_a_row_too_many(
    two_members: None, rows_of: Callable[[type[Model]], None], model: type[Model]
) -> None:
    table = model._meta.db_table
    columns, key = columns_of(model), key_of(model)
    changed = next(name for name in ELSEWHERE if name in key)
    ended = {"ended_at": "ended_at + interval '45 days'"}
    change = {changed: ELSEWHERE[changed], **(ended if changed == "began_at" else {})}
    if table.endswith("month"):
        change = {"starts_on": "date '2026-03-01'"}
    values = ", ".join(change.get(name, name) for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} LIMIT 1"  # noqa: S608
        )
    rows_of(model)

    assert table in found()

    if table not in ("content_member", "pair"):  # These have to be deleted by hand.
        mark(Asked(statistic=table))
        mark(Asked())
        aggregate()
        assert_exact()


@pytest.mark.parametrize("content_id", "abc")
def test_any_content_of_a_day(two_members: None, content_id: str) -> None:
    ContentDay.objects.filter(content_id=content_id).update(comments=99)

    assert "content_day" in found(120)


@pytest.mark.parametrize("change", [{"hours": {"3": 77}}, {"messages_sent": 50}])
def test_a_members_day_that_is_no_day_of_theirs_on_the_platform(change: Any) -> None:
    ada = make_member("ada", "Asia/Kolkata").pk
    writer.store([event(MESSAGE, ada, utc(day, 20)) for day in (4, 8, 12)])
    aggregate()
    MemberDay.objects.update(**change)

    assert set(found()) == {"member_day"}
