"""Content that could not be looked up when its row was stored is looked up again, later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection, transaction

from ooumph import clock
from ooumph.embedded.services import Services
from tests.user_activity.reported import a_post, view, viewed
from tests.watching import at_once, counted_queries
from user_activity import lookups, writer
from user_activity.codec import EVENT_ID
from user_activity.enrichment import postpone, resolving, unresolved
from user_activity.enrichment.resolving import MAX_ATTEMPTS, Round, resolve, resolve_round
from user_activity.events import ContentEvent
from user_activity.lifecycle import facts_of
from user_activity.models import ContentInteraction, DeadLetter, TouchedMember, UnresolvedContent
from user_activity.tasks import resolve_content
from user_activity.vocabulary import ContentType

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = "0" * 32
MISSING = {"unresolved": {"content": "missing"}}
POSTPONED = {"unresolved": {"content": "postponed"}}


def stored(*events: ContentEvent) -> None:
    """As a request stores them that finds no stream; their marks are worked off."""
    writer.store(events)
    TouchedMember.objects.all().delete()


def states() -> list[tuple[int | None, dict[str, Any]]]:
    rows = ContentInteraction.objects.order_by("event_id")
    return [(row.author_id, row.metadata) for row in rows]


def marks() -> list[tuple[int, datetime, datetime, datetime]]:
    columns = ("user_id", "first_at", "last_at", "received_at")
    return sorted(TouchedMember.objects.values_list(*columns))


def later(seconds: float) -> Any:
    return clock.at(datetime.now(UTC) + timedelta(seconds=seconds))


def test_what_waits_is_completed_once_it_is_due_and_its_member_marked() -> None:
    post, yesterday = a_post(), clock.now() - timedelta(days=1)
    found = view(ContentType.POST, post.uid, metadata={"n": 1}, occurred_at=yesterday)
    stored(found, view(ContentType.POST, NOBODY, user_id=8, metadata={"n": 2}))
    assert states() == [(None, {"n": 1, **POSTPONED}), (None, {"n": 2, **POSTPONED})]
    assert resolve_content() == 0

    with later(61):
        assert resolve_content() == 2

    assert states() == [(3, {"n": 1, **facts_of(post)}), (None, {"n": 2, **MISSING})]
    assert UnresolvedContent.objects.count() == 0
    (seven, eight) = marks()
    assert seven == (7, yesterday, yesterday, found.received_at)
    assert eight[0] == 8


def test_nothing_due_is_one_query() -> None:
    stored(view(ContentType.POST, a_post().uid))

    with counted_queries() as queries:
        assert resolve() == 0

    assert (queries.graph, len(queries.database)) == ([], 1)


def test_twice_is_once() -> None:
    post = a_post()
    event = view(ContentType.POST, post.uid)
    stored(event)
    with later(61):
        assert resolve_round() == Round(due=1, answered=1)
        TouchedMember.objects.all().delete()
        assert resolve_round() == Round()

        waits_again = UnresolvedContent(
            event_id=event.event_id, user_id=7, occurred_at=event.occurred_at, try_after=clock.now()
        )
        waits_again.save(force_insert=True)
        assert resolve_round() == Round(due=1)

    assert (states(), marks()) == ([(3, facts_of(post))], [])
    assert UnresolvedContent.objects.count() == 0


def test_what_was_erased_meanwhile_leaves_the_list() -> None:
    stored(view(ContentType.POST, a_post().uid))
    ContentInteraction.objects.all().delete()

    with later(61):
        assert resolve_round() == Round(due=1)

    assert (UnresolvedContent.objects.count(), marks()) == (0, [])


def test_killed_before_its_commit_it_has_done_nothing() -> None:
    stored(view(ContentType.POST, a_post().uid))

    def die_before_the_commit() -> None:
        with later(61), transaction.atomic():
            assert resolve_round() == Round(due=1, answered=1)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        die_before_the_commit()
    connection.close()

    assert (states(), marks()) == ([(None, POSTPONED)], [])
    with later(61):
        assert resolve_round() == Round(due=1, answered=1)


def test_two_at_once_do_not_double() -> None:
    post = a_post()
    stored(*[view(ContentType.POST, post.uid) for _ in range(50)])
    UnresolvedContent.objects.update(try_after=clock.now())

    def work() -> int:
        try:
            return resolve()
        finally:
            connection.close()

    assert sum(at_once(work, work)) == 50
    assert states() == [(3, facts_of(post))] * 50
    assert len(marks()) in (1, 2)  # Whoever came while the other took rows has taken the rest.


def test_rounds_follow_each_other_until_nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "ROWS_PER_ROUND", 2)
    stored(*[view(ContentType.POST, NOBODY) for _ in range(5)])

    with later(61):
        assert resolve() == 5

    assert states() == [(None, MISSING)] * 5


def test_the_graph_comes_back(services: Services) -> None:
    post = a_post()
    stored(view(ContentType.POST, post.uid))
    services.neo4j.kill()
    start = datetime.now(UTC)
    with clock.at(start + timedelta(seconds=61)):
        assert resolve_round() == Round(due=1, again=1)
    (waiting,) = UnresolvedContent.objects.all()
    assert waiting.attempts == 2
    assert waiting.try_after == start + timedelta(seconds=61 + 120)
    services.neo4j.start()
    lookups.BREAKER.close()

    with clock.at(start + timedelta(seconds=180)):
        assert resolve_round() == Round()
    with clock.at(start + timedelta(seconds=182)):
        assert resolve_round() == Round(due=1, answered=1)

    assert states() == [(3, facts_of(post))]


def test_pauses_grow_to_a_day_and_then_it_is_given_up(
    services: Services, settings: LazySettings
) -> None:
    settings.ACTIVITY_CONTENT_LOOKUP_SECONDS = 0.01
    stored(view(ContentType.POST, a_post().uid))
    services.neo4j.pause()
    now, pauses = datetime.now(UTC) + timedelta(seconds=61), []
    for _ in range(MAX_ATTEMPTS - 1):
        with clock.at(now):
            assert resolve_round() == Round(due=1, again=1)
        try_after = UnresolvedContent.objects.get().try_after
        pauses.append((try_after - now).total_seconds())
        now = try_after

    with clock.at(now):
        assert resolve_round() == Round(due=1, given_up=1)

    services.neo4j.resume()
    assert pauses == [min(60 * 2**n, 86_400) for n in range(1, MAX_ATTEMPTS)]
    assert UnresolvedContent.objects.count() == 0
    assert (states(), marks()) == ([(None, POSTPONED)], [])


def test_a_row_that_the_database_refuses_does_not_wait() -> None:
    good, bad = (viewed(ContentType.POST, NOBODY) for _ in range(2))
    bad[EVENT_ID] = "no id"

    with transaction.atomic():
        batch = writer.batch_of([bad, good], look_up=postpone)
        assert writer.place_batch(batch, {}).rows == 1

    (waiting,) = UnresolvedContent.objects.all()
    assert str(waiting.event_id) == good[EVENT_ID]
    assert DeadLetter.objects.count() == 1


def test_rows_are_reached_by_their_key() -> None:
    stored(*[view(ContentType.POST, NOBODY) for _ in range(3)])
    keys = unresolved._keys(list(UnresolvedContent.objects.all()))
    changes: dict[str, Any] = {"authors": [None] * 3, "added": ["{}"] * 3, "server_keys": ["tags"]}

    for statement in (unresolved.WAITING_ROWS, unresolved.COMPLETE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(unresolved.PLANNER)
            cursor.execute(f"EXPLAIN {statement}", {**keys, **changes})
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on content_interaction" not in plan
        assert "Index Scan using content_interaction" in plan
