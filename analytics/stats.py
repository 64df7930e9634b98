"""The statistics, each declared once; `engine.py` runs any of them.

A new statistic is a model in `models.py` whose key is its bucket, a file in `sql/` that computes
rows for a set of buckets, and a row here. The file is one SELECT with at least the model's
columns. It reads `bucket (user_id, starts_on, ends_before)` (the platform's have no user), and
where it counts raw rows `event (user_id, starts_on, kind, word, act_id, local_at)` and the
parameter `vocabulary`. A statistic that is made from another comes after it.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.db import models

from analytics.models import (
    MemberDay,
    MemberMonth,
    MemberPlatformDay,
    MemberWeek,
    PlatformDay,
    PlatformMonth,
    PlatformWeek,
)
from analytics.periods import Period

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Statistic:
    """One table of aggregates: what its buckets are, and the file that computes them."""

    model: type[models.Model]
    sql: str
    period: Period
    in_platform_zone: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(
            field.column for field in self.model._meta.local_concrete_fields if field.column
        )

    @cached_property
    def key(self) -> tuple[str, ...]:
        return tuple(name for name in ("user_id", "starts_on") if name in self.columns)

    @cached_property
    def select(self) -> str:
        """The file's SELECT with the buckets and raw rows it may read."""
        bucket = sql_file("_member_bucket" if "user_id" in self.key else "_platform_bucket")
        sources = f"bucket AS ({bucket})"
        text = sql_file(self.sql)
        if "FROM event" in text:
            sources += f", event AS ({sql_file('_event')})"
        return f"WITH {sources} SELECT {', '.join(self.columns)} FROM ({text}) AS fresh"  # noqa: S608  (our own files)


@cache
def sql_file(name: str) -> str:
    """The text of a file in `sql/`."""
    return (SQL / f"{name}.sql").read_text()


MEMBER_STATISTICS = (
    Statistic(MemberDay, "member_day", Period.DAY),
    Statistic(MemberWeek, "member_period", Period.WEEK),
    Statistic(MemberMonth, "member_period", Period.MONTH),
    Statistic(MemberPlatformDay, "member_day", Period.DAY, in_platform_zone=True),
)
PLATFORM_STATISTICS = (
    Statistic(PlatformDay, "platform_period", Period.DAY, in_platform_zone=True),
    Statistic(PlatformWeek, "platform_period", Period.WEEK, in_platform_zone=True),
    Statistic(PlatformMonth, "platform_period", Period.MONTH, in_platform_zone=True),
)
