"""Rows of January to March 2021, retention of them, and what is left."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.user_activity.test_writer import search
from user_activity import partitions, retention, writer
from user_activity.models import RetentionRun, TouchedMember, UserActivity

TABLES = partitions.TABLES
FLOOR = datetime(2021, 3, 10, tzinfo=UTC)


def store(*instants: datetime) -> None:
    """A row at each, of a member with no mark waiting."""
    writer.store([search(occurred_at=at) for at in instants])
    TouchedMember.objects.all().delete()


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=UTC)


def history() -> None:
    """Two rows in January, one in February, three in March, of which two before the floor, and
    one of 2020, for which there is no month."""
    store(
        datetime(2020, 6, 1, tzinfo=UTC), at(1, 1), at(1, 31, 23), at(2, 14), at(3, 1),
        FLOOR - timedelta(microseconds=1), FLOOR,
    )  # fmt: skip


def left() -> list[datetime]:
    return list(UserActivity.objects.order_by("occurred_at").values_list("occurred_at", flat=True))


def run(at: datetime = FLOOR) -> dict[str, RetentionRun]:
    return {record.table: record for record in retention.run(dict.fromkeys(TABLES, at))}


def command(**options: Any) -> str:
    """What `cleanup_activities` tells."""
    out = StringIO()
    call_command("cleanup_activities", stdout=out, **options)
    return out.getvalue()


def names(*tables_and_months: str) -> list[str]:
    return [f"{table}_2021_{month}" for table in TABLES for month in tables_and_months]


def existing() -> list[str]:
    return [
        part.name
        for table in TABLES
        for part in partitions.partitions_of(table)
        if "_2021_" in part.name
    ]
