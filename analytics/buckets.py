"""Rows that are computed for a set of buckets, each a period: found ones are written, others go."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from analytics.statements import execute_by_index, fetch, parameters, upsert, upsert_sql
from analytics.stats import Statistic
from user_activity.storing.winning import array

Key = tuple[Any, ...]
COLUMN_TYPES = {"user_id": "bigint", "starts_on": "date"}


def recompute(statistic: Statistic, days: Iterable[Key]) -> None:
    """Compute the buckets that hold `days`, (member, day) or (day,), and put them in place.

    A bucket that is empty now loses its rows.
    """
    start = cache(statistic.period.start)
    buckets = sorted({(*key, start(day)) for *key, day in days})
    if not buckets:
        return
    values = _parameters(statistic, buckets)
    if statistic.many_rows:
        _delete(statistic, buckets)
        upsert(statistic.model, statistic.select, values)
        return
    key = ", ".join(statistic.key)
    found = set(
        fetch(
            f"WITH fresh AS MATERIALIZED ({statistic.select}), put AS ("  # noqa: S608  (our own files)
            f"{upsert_sql(statistic.model, 'SELECT * FROM fresh')}) SELECT {key} FROM fresh",
            values,
        )
    )
    _delete(statistic, [bucket for bucket in buckets if bucket not in found])


def _parameters(statistic: Statistic, buckets: Collection[Key]) -> dict[str, Any]:
    starts: list[date] = [bucket[-1] for bucket in buckets]
    after = cache(statistic.period.after)
    return parameters(
        users=array(bucket[0] for bucket in buckets),
        starts=array(starts),
        ends=array(after(start) for start in starts),
    )


def _delete(statistic: Statistic, buckets: Collection[Key]) -> None:
    if not buckets:
        return
    arrays = ", ".join(f"%s::{COLUMN_TYPES[name]}[]" for name in statistic.key)
    matches = " AND ".join(f"t.{name} = gone.{name}" for name in statistic.key)
    execute_by_index(
        f"DELETE FROM {statistic.table} AS t USING unnest({arrays}) "  # noqa: S608  (names of our own models)
        f"AS gone ({', '.join(statistic.key)}) WHERE {matches}",
        [array(values) for values in zip(*buckets, strict=True)],
    )
