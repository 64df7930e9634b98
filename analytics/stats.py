"""The statistics that are computed by period, each declared once; `buckets.py` runs any of them.

A new one is a model in `models/`, a file in `sql/` that computes rows for a set of buckets, and a
row here. The file is one SELECT with at least the model's columns; it reads
`bucket (user_id, starts_on, ends_before)`; the platform's have no user. One that is made from
another comes after it. What is made from raw rows has its own steps, in `first_level.py`.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import models

from analytics.models import (
    MemberMonth,
    MemberWeek,
    PlatformDay,
    PlatformMonth,
    PlatformReach,
    PlatformSessionLength,
    PlatformWeek,
)
from analytics.periods import Period
from analytics.statements import columns_of, sql_file


@dataclass(frozen=True)
class Statistic:
    """One table of aggregates: what its buckets are, and the file that computes them.

    `many_rows`: a bucket has several.
    """

    model: type[models.Model]
    sql: str
    period: Period
    many_rows: bool = False

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that name a bucket."""
        return tuple(name for name in ("user_id", "starts_on") if name in columns_of(self.model))

    @cached_property
    def select(self) -> str:
        """The file's SELECT with the buckets it reads."""
        bucket = sql_file("_member_bucket" if "user_id" in self.key else "_platform_bucket")
        columns = ", ".join(f'"{name}"' for name in columns_of(self.model))
        text = sql_file(self.sql)
        return f"WITH bucket AS ({bucket}) SELECT {columns} FROM ({text}) AS fresh"  # noqa: S608  (our own files)


MEMBER_STATISTICS = (
    Statistic(MemberWeek, "member_period", Period.WEEK),
    Statistic(MemberMonth, "member_period", Period.MONTH),
)
PLATFORM_STATISTICS = (
    Statistic(PlatformDay, "platform_day", Period.DAY),
    Statistic(PlatformReach, "platform_reach", Period.DAY, many_rows=True),
    Statistic(PlatformSessionLength, "platform_session_length", Period.DAY, many_rows=True),
    Statistic(PlatformWeek, "platform_period", Period.WEEK),
    Statistic(PlatformMonth, "platform_period", Period.MONTH),
)
