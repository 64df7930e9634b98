"""A batch of members: which days, and every raw row of these, in temporary tables."""

import re
from collections.abc import Collection, Mapping
from datetime import date

from analytics.marks import array
from analytics.statements import execute, fetch, parameters, sql_file
from user_activity import floors

MemberDays = Collection[tuple[int, date]]
STAGED = ("batch_stretch", "batch_row")
CLEAR = "; ".join(
    f"DELETE FROM {table}"  # noqa: S608  (our own names)
    for table in re.findall(r"IF NOT EXISTS (\w+)", sql_file("stage_tables"))
)
# Pairs of which a visit may go on from one day to the next: both days are computed together.
ADJACENT = """
    WITH timed AS (
        SELECT DISTINCT user_id, content_type, content_id, platform_day AS day
        FROM batch_row
        WHERE platform_day IS NOT NULL AND kind = 1
          AND (duration_ms IS NOT NULL OR scroll_depth IS NOT NULL)
        UNION
        SELECT b.user_id, content_type, content_id, day
        FROM batch_platform_day AS b
        CROSS JOIN LATERAL (
            SELECT content_type, content_id
            FROM content_member_day AS d
            WHERE d.user_id = b.user_id AND d.starts_on = b.day AND timed_rows IS NOT NULL
            OFFSET 0
        ) AS d
    )
    SELECT DISTINCT d.user_id, d.starts_on
    FROM timed
    CROSS JOIN LATERAL (VALUES (day - 1), (day + 1)) AS beside (day_beside)
    CROSS JOIN LATERAL (
        SELECT d.user_id, d.starts_on
        FROM content_member_day AS d
        WHERE d.user_id = timed.user_id AND d.starts_on = day_beside
          AND d.content_id = timed.content_id AND d.content_type = timed.content_type
          AND timed_rows IS NOT NULL
        OFFSET 0
    ) AS d
    WHERE NOT EXISTS (
        SELECT 1 FROM batch_platform_day AS b WHERE b.user_id = d.user_id AND b.day = d.starts_on
    ) AND (d.starts_on::timestamp AT TIME ZONE %(platform)s) >= %(floor)s
"""


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
        execute(sql_file("stage_rows"), values)
        more = fetch(ADJACENT, values)
        if not more:
            return
        _fill("batch_platform_day", "bigint, date", more)
        execute("; ".join(f"DELETE FROM {table}" for table in STAGED), {})  # noqa: S608


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
