"""A batch of members: which days, and every raw row of these, in temporary tables."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from analytics.marks import array
from analytics.statements import execute, fetch, parameters, sql_file
from user_activity import floors

MemberDays = Collection[tuple[int, date]]
STAGED = ("batch_local_day", "batch_stretch", "batch_row")
CLEAR = "; ".join(
    f"DELETE FROM {table}"  # noqa: S608  (our own names)
    for table in re.findall(r"IF NOT EXISTS (\w+)", sql_file("stage_tables"))
)
# Days on which a visit may have gone on from one of the batch, or into one: computed together.
ADJACENT = """
    WITH beside AS (
        SELECT b.user_id, b.day, d.*
        FROM batch_platform_day AS b
        CROSS JOIN LATERAL (
            SELECT content_type, content_id, starts_on
            FROM content_member_day AS d
            WHERE d.user_id = b.user_id AND starts_on BETWEEN day - 1 AND day + 1
              AND timed_rows IS NOT NULL
            OFFSET 0
        ) AS d
    ), timed AS (
        SELECT DISTINCT user_id, content_type, content_id, platform_day AS day
        FROM batch_row
        WHERE platform_day IS NOT NULL AND visit IS NOT NULL
        UNION
        SELECT user_id, content_type, content_id, starts_on FROM beside WHERE starts_on = day
    )
    SELECT DISTINCT user_id, starts_on
    FROM beside
    JOIN timed USING (user_id, day, content_type, content_id)
    WHERE (starts_on::timestamp AT TIME ZONE %(platform)s) >= %(floor)s
    EXCEPT SELECT user_id, day FROM batch_platform_day
"""
# The rows of the batch's stretches lie together when they are most of the rows of that time.
ROWS_OF_THE_TIME = """
    SELECT begins_at, ends_at, stretches, (
        SELECT count(*) FROM (
            SELECT 1 FROM user_activity
            WHERE occurred_at >= begins_at AND occurred_at < ends_at
            UNION ALL
            SELECT 1 FROM content_interaction
            WHERE occurred_at >= begins_at AND occurred_at < ends_at
            UNION ALL
            SELECT 1 FROM social_interaction
            WHERE occurred_at >= begins_at AND occurred_at < ends_at
            LIMIT stretches * %(rows)s + 1
        ) AS row
    ) <= stretches * %(rows)s
    FROM (
        SELECT min(begins_at) AS begins_at, max(ends_at) AS ends_at, count(*) AS stretches
        FROM batch_stretch
    ) AS hull
"""
ROWS_A_STRETCH = 100  # Up to so many to each stretch, reading them all is quicker than searching.


def stage(own_days: MemberDays, platform_days: MemberDays, zones: Mapping[int, str]) -> None:
    """Fill the batch's tables; more of the platform's days join where visits go over midnight."""
    floor = floors.hold()
    values = parameters(floor=floor or "-infinity")
    clear()
    _fill("batch_member (user_id, zone)", "bigint, text", list(zones.items()))
    _fill("batch_own_day", "bigint, date", list(own_days))
    _fill("batch_platform_day", "bigint, date", list(platform_days))
    while True:
        execute(sql_file("stage_stretches"), values)
        while fetch(sql_file("stage_widen"), values):
            pass
        _read(values)
        more = fetch(ADJACENT, values)
        if not more:
            break
        _fill("batch_platform_day", "bigint, date", more)
        execute("; ".join(f"DELETE FROM {table}" for table in STAGED), {})  # noqa: S608
    execute(sql_file("stage_counts"), {})


def _read(values: dict[str, Any]) -> None:
    """Read the rows of the stretches, by member or all of that time, whichever is quicker."""
    [(begins, ends, _, together)] = fetch(ROWS_OF_THE_TIME, {"rows": ROWS_A_STRETCH})
    way = "time" if together else "member"
    execute(sql_file(f"stage_rows_by_{way}"), {**values, "begins": begins, "ends": ends})


def clear() -> None:
    """The batch's tables, empty: a transaction around the engine's may have left rows."""
    execute(sql_file("stage_tables"), {})
    execute(CLEAR, {})


def fill_content_days(days: Collection[tuple[str, str, date]]) -> None:
    """Fill `batch_content_day` with (type, id, day)."""
    rows = [[str(value) for value in row] for row in days]
    execute(
        "INSERT INTO batch_content_day SELECT * FROM unnest(%s::text[], %s::text[], %s::date[])",
        [list(values) for values in zip(*rows, strict=True)] if rows else [[], [], []],
    )


def platform_days() -> set[date]:
    """The days of the platform that the batch computes, but the unknown member's."""
    found = fetch("SELECT DISTINCT day FROM batch_platform_day WHERE user_id <> 0", {})
    return {day for (day,) in found}


def _fill(table: str, kinds: str, rows: Collection[tuple[object, ...]]) -> None:
    if not rows:
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds.split(", "))
    execute(
        f"INSERT INTO {table} SELECT * FROM unnest({arrays})",  # noqa: S608  (our own names)
        [array(values) for values in zip(*rows, strict=True)],
    )
