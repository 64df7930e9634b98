"""What an answer says of itself while events wait in the stream, or Redis is away."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics import freshness
from analytics.freshness import AnalyticsMeta, member_metas
from ooumph import clock
from ooumph.embedded.services import Services
from ooumph.ranges import DayRange
from tests.user_activity.streams import append
from tests.user_activity.test_writer import search
from user_activity import stream
from user_activity.progress import stored_through
from user_activity.storing.drain import drain

pytestmark = pytest.mark.django_db(transaction=True)
UTC = ZoneInfo("UTC")


def metas() -> list[AnalyticsMeta]:
    """Of the last days before today, which late events may still reach, and of long ago."""
    today = clock.now().date()
    recent = DayRange(today - timedelta(days=3), today - timedelta(days=1))
    old = DayRange(today - timedelta(days=90), today - timedelta(days=60))
    return member_metas(7, UTC, [recent, old])


def test_with_nothing_waiting_all_is_in() -> None:
    began = clock.now()
    recent, old = metas()

    assert not recent.is_partial
    assert not old.is_partial
    assert recent.computed_through >= began


def test_what_waits_in_the_stream_is_not_in_yet() -> None:
    append([search()])
    recent, old = metas()

    assert recent.is_partial
    assert not old.is_partial
    assert recent.computed_through == stream.oldest_at()

    drain()
    assert not metas()[0].is_partial


def test_what_is_stored_while_it_is_asked_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    append([search()])
    waits_since = stream.oldest_at()
    assert waits_since is not None
    ask = stored_through

    def stored_just_then(now: datetime) -> datetime:
        found = ask(now)
        drain()
        return found

    monkeypatch.setattr(freshness, "stored_through", stored_just_then)
    recent, _ = metas()

    assert recent.is_partial
    assert recent.computed_through <= waits_since


def test_without_redis_no_more_is_promised_than_was_known(services: Services) -> None:
    drain()
    known = clock.now()
    services.valkey.kill()
    recent, old = metas()

    assert recent.is_partial
    assert not old.is_partial
    assert recent.computed_through <= known
    assert known - recent.computed_through < timedelta(minutes=1)
