"""Rows that are computed for a set of buckets, each a period: found ones are written, others go."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from analytics.marks import array
from analytics.statements import execute, parameters, upsert
from analytics.stats import Statistic

Key = tuple[Any, ...]
KINDS = {"user_id": "bigint", "starts_on": "date"}


def recompute(statistic: Statistic, days: Iterable[Key]) -> None:
    """Compute the buckets that hold `days`, (member, day) or (day,), and put them in place.

    A bucket that is empty now loses its rows.
    """
    start = statistic.period.start
    buckets = sorted({(*key, start(day)) for *key, day in days})
    if not buckets:
        return
    values = _parameters(statistic, buckets)
    if statistic.many_rows:
        _delete(statistic, values)
        upsert(statistic.model, statistic.select, values)
        return
    upsert(statistic.model, statistic.select, values)
    unless = f"SELECT 1 FROM ({statistic.select}) AS f WHERE {{same}}"  # noqa: S608  (our own files)
    _delete(statistic, values, unless)


def _parameters(statistic: Statistic, buckets: Collection[Key]) -> dict[str, Any]:
    starts: list[date] = [bucket[-1] for bucket in buckets]
    return parameters(
        users=array(bucket[0] for bucket in buckets),
        starts=array(starts),
        ends=array(statistic.period.after(start) for start in starts),
    )


def _delete(statistic: Statistic, values: dict[str, Any], unless: str = "") -> None:
    places = {"user_id": "users", "starts_on": "starts"}
    arrays = ", ".join(f"%({places[name]})s::{KINDS[name]}[]" for name in statistic.key)
    matches = " AND ".join(f"t.{name} = gone.{name}" for name in statistic.key)
    same = " AND ".join(f"f.{name} = gone.{name}" for name in statistic.key)
    kept = f" AND NOT EXISTS ({unless.format(same=same)})" if unless else ""
    execute(
        f"DELETE FROM {statistic.table} AS t USING unnest({arrays}) "  # noqa: S608  (names of our own models)
        f"AS gone ({', '.join(statistic.key)}) WHERE {matches}{kept}",
        values,
    )
