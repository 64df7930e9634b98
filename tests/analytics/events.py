"""Events for the tests of aggregation, stored as the product stores them."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from account.models import User
from analytics import engine
from analytics.stats import MEMBER_STATISTICS, PLATFORM_STATISTICS
from ooumph.ids import new_id
from tests.analytics import oracle
from user_activity import writer
from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.models import (
    ContentInteraction,
    Row,
    SocialInteraction,
    TouchedMember,
    UserActivity,
)
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    InteractionType,
    SocialInteractionType,
    Source,
    Word,
)

TABLES: dict[type[Event], type[Row]] = {
    ActivityEvent: UserActivity,
    ContentEvent: ContentInteraction,
    SocialEvent: SocialInteraction,
}


MESSAGE = SocialInteractionType.MESSAGE_SEND
MAY = date(2026, 5, 4)  # A Monday.


def utc(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant in May 2026."""
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def event(word: Word, user_id: int, at: datetime, *, act_id: UUID | None = None) -> Event:
    """An event of the table that `word` belongs to."""
    common: dict[str, Any] = {
        "event_id": new_id(),
        "act_id": act_id or new_id(),
        "user_id": user_id,
        "occurred_at": at,
        "received_at": datetime.now(UTC),
        "source": Source.IMPORT,
    }
    if isinstance(word, ActivityType):
        return ActivityEvent(activity_type=word, **common)
    if isinstance(word, InteractionType):
        return ContentEvent(
            interaction_type=word, content_type=ContentType.POST, content_id="p", **common
        )
    assert isinstance(word, SocialInteractionType)
    return SocialEvent(interaction_type=word, **common)


def store_acts(user_id: int, day: date, count: int = 1, hour: int = 12) -> None:
    """`count` sent messages on a UTC day."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    word = SocialInteractionType.MESSAGE_SEND
    writer.store([event(word, user_id, at + timedelta(seconds=n)) for n in range(count)])


def erase(events: Collection[Event]) -> None:
    """Remove the rows of `events` and mark what they touched, as an erasure does."""
    for one in events:
        TABLES[type(one)]._default_manager.filter(pk=one.event_id).delete()
        touch(one.user_id, one.occurred_at, one.occurred_at)


def touch(user_id: int, first_at: datetime, last_at: datetime) -> None:
    TouchedMember.objects.create(
        id=new_id(),
        user_id=user_id,
        first_at=first_at,
        last_at=last_at,
        received_at=datetime.now(UTC),
    )


def make_member(username: str, zone: str = "UTC", **columns: Any) -> User:
    """A member in Postgres alone."""
    return User.objects.create(username=username, timezone=zone, **columns)


def aggregate() -> int:
    return engine.run(budget_seconds=60)


def tables() -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Everything the engine keeps: table -> key -> the other columns."""
    return {
        statistic.table: {
            tuple(row.pop(name) for name in statistic.key): row
            for row in list(statistic.model._default_manager.values(*statistic.columns))
        }
        for statistic in (*MEMBER_STATISTICS, *PLATFORM_STATISTICS)
    }


def assert_exact() -> None:
    """Every aggregate is what the raw rows say, and there is no other row."""
    expected = oracle.tables(stored_rows(), dict(User.objects.values_list("pk", "timezone")))
    found = tables()
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touched_member")
        assert cursor.fetchone() == (0,)


def stored_rows() -> list[oracle.Fact]:
    return [
        oracle.Fact(kind, getattr(row, column), row.user_id, row.act_id, row.occurred_at)
        for kind, model, column in (
            ("activity", UserActivity, "activity_type"),
            ("content", ContentInteraction, "interaction_type"),
            ("social", SocialInteraction, "interaction_type"),
        )
        for row in model._default_manager.all()
    ]
