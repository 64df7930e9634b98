"""Events for the tests of aggregation, stored as the product stores them."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from account.models import User
from analytics import engine
from analytics.models import STATISTICS
from analytics.statements import columns_of, key_of
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


def event(
    word: Word, user_id: int, at: datetime, *, act_id: UUID | None = None, **columns: Any
) -> Event:
    """An event of the table that `word` belongs to."""
    common: dict[str, Any] = {
        "event_id": new_id(),
        "act_id": act_id or new_id(),
        "user_id": user_id,
        "occurred_at": at,
        "received_at": datetime.now(UTC),
        "source": Source.IMPORT,
        **columns,
    }
    if isinstance(word, ActivityType):
        return ActivityEvent(activity_type=word, **common)
    if isinstance(word, InteractionType):
        about = {"content_type": ContentType.POST, "content_id": "p"}
        return ContentEvent(interaction_type=word, **{**about, **common})
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
        model._meta.db_table: {
            tuple(row.pop(name) for name in key_of(model)): row
            for row in list(model._default_manager.values(*columns_of(model)))
        }
        for model in STATISTICS
    }


def assert_exact() -> None:
    """Every aggregate is what the raw rows say, and there is no other row."""
    left_out = User.objects.filter(Q(is_bot=True) | Q(is_staff=True)).values_list("pk", flat=True)
    zones = dict(User.objects.values_list("pk", "timezone"))
    expected = oracle.tables(stored_rows(), zones, set(left_out))
    found = tables()
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], difference(name, found[name], expected[name])
    with connection.cursor() as cursor:
        for queue in ("touched_member", "touched_content_day", "touched_platform_day"):
            cursor.execute(f"SELECT count(*) FROM {queue}")  # noqa: S608  (our own names)
            assert cursor.fetchone() == (0,)


def difference(name: str, found: oracle.Rows, expected: oracle.Rows) -> str:
    """The rows of a table that are not as they should be, column by column."""
    told = [name]
    for key in sorted({*found, *expected}, key=str):
        one, other = found.get(key), expected.get(key)
        if one is None or other is None:
            told.append(f"{key}: found {one}, expected {other}")
        elif one != other:
            columns = {n: (one.get(n), other.get(n)) for n in {*one, *other}}
            told.append(f"{key}: { ({n: v for n, v in columns.items() if v[0] != v[1]}) }")
    return "\n".join(told[:10])


def stored_rows() -> list[oracle.Fact]:
    return [
        oracle.Fact(
            kind=kind,
            word=getattr(row, column),
            user_id=row.user_id,
            act_id=row.act_id,
            at=row.occurred_at,
            other_id=getattr(row, other) if other else None,
            **{name: getattr(row, name) for name in COMMON},
            **{name: getattr(row, name) for name in OF_CONTENT if kind == "content"},
        )
        for kind, model, column, other in (
            ("activity", UserActivity, "activity_type", ""),
            ("content", ContentInteraction, "interaction_type", "author_id"),
            ("social", SocialInteraction, "interaction_type", "target_user_id"),
        )
        for row in model._default_manager.all()
    ]


COMMON = ("event_id", "received_at", "session_id", "device", "metadata")
OF_CONTENT = ("content_type", "content_id", "duration_ms", "scroll_depth", "visit_id")
