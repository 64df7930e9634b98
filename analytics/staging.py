"""A batch of members: which days, and every raw row of these, in temporary tables."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from analytics.statements import execute, fetch, parameters, sql_file
from user_activity import floors
from user_activity.partitions import TABLES
from user_activity.storing.winning import array

MemberDays = Collection[tuple[Any, ...]]  # (member, day)
STAGED = ("batch_local_day", "batch_clock", "batch_stretch", "batch_search", "batch_row")
CLEAR = "; ".join(
    f"DELETE FROM {table}"  # noqa: S608  (our own names)
    for table in re.findall(r"IF NOT EXISTS (\w+)", sql_file("stage_tables"))
)
# The days beside touched ones on which the same content was reported on: a visit may go over to
# them of which the touched day's rows say nothing any more.
BESIDE = """
    WITH timed AS (
        SELECT b.user_id, b.day, d.*
        FROM batch_platform_day AS b
        CROSS JOIN LATERAL (
            SELECT content_type, content_id, starts_on
            FROM content_member_day AS d
            WHERE d.user_id = b.user_id AND starts_on BETWEEN day - 1 AND day + 1
              AND timed_rows IS NOT NULL
            OFFSET 0
        ) AS d
    )
    SELECT user_id, beside.starts_on
    FROM timed AS beside
    JOIN timed AS touched USING (user_id, day, content_type, content_id)
    WHERE touched.starts_on = day
      AND (beside.starts_on::timestamp AT TIME ZONE %(platform)s) >= %(floor)s
    EXCEPT SELECT user_id, day FROM batch_platform_day
"""
# The days to which a visit of the batch does go over, by the rows of both. Only a visit that the
# client named goes over midnight; a day whose content is another's needs no look at its rows.
SHARED = """
    WITH beside AS MATERIALIZED (
        SELECT b.user_id, b.day, d.*
        FROM batch_platform_day AS b
        CROSS JOIN LATERAL (
            SELECT content_type, content_id, starts_on
            FROM content_member_day AS d
            WHERE d.user_id = b.user_id AND starts_on IN (day - 1, day + 1)
              AND timed_rows IS NOT NULL
            OFFSET 0
        ) AS d
        WHERE (starts_on::timestamp AT TIME ZONE %(platform)s) >= %(floor)s
          AND NOT EXISTS (
              SELECT 1 FROM batch_platform_day AS c
              WHERE c.user_id = b.user_id AND c.day = starts_on
          )
    ), visit AS MATERIALIZED (
        SELECT DISTINCT user_id, day, starts_on, content_type, content_id, visit
        FROM beside
        JOIN batch_content_row AS r USING (user_id, content_type, content_id)
        WHERE platform_day = day AND visit <> '' AND (SELECT EXISTS (SELECT 1 FROM beside))
          AND (duration_ms IS NOT NULL OR scroll_depth IS NOT NULL)
    ), report AS (
        SELECT c.user_id, c.starts_on, r.*
        FROM (SELECT DISTINCT user_id, starts_on FROM visit) AS c
        CROSS JOIN LATERAL (
            SELECT content_type, content_id, visit_id AS visit
            FROM content_interaction AS r
            WHERE r.user_id = c.user_id AND visit_id <> ''
              AND (duration_ms IS NOT NULL OR scroll_depth IS NOT NULL)
              AND occurred_at >= starts_on::timestamp AT TIME ZONE %(platform)s
                                 - interval '3 hours'
              AND occurred_at < (starts_on + 1)::timestamp AT TIME ZONE %(platform)s
              AND (occurred_at AT TIME ZONE %(platform)s)::date = starts_on
            OFFSET 0
        ) AS r
    )
    SELECT DISTINCT user_id, starts_on
    FROM report
    JOIN visit USING (user_id, starts_on, content_type, content_id, visit)
"""
# How the rows of a table are found: OFFSET 0 holds the planner to one search of an index for each
# stretch, whatever it believes of the tables.
BY_MEMBER = """batch_search AS s
    CROSS JOIN LATERAL (
        SELECT *
        FROM {table} AS r
        WHERE r.user_id = s.user_id AND occurred_at >= begins_at AND occurred_at < ends_at
        OFFSET 0
    ) AS r"""
# Where the batch holds most members of a few days, these are read in the order of their time, which
# lies together. The order holds the planner to the index of time.
BY_TIME = """(
        SELECT *
        FROM {table}
        WHERE occurred_at >= %(begins)s AND occurred_at < %(ends)s
        ORDER BY occurred_at
        OFFSET 0
    ) AS r
    JOIN batch_search AS s
      ON s.user_id = r.user_id AND occurred_at >= begins_at AND occurred_at < ends_at"""
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
MANY_STRETCHES = 1_000  # Of so many the planner has to know, or it hashes the rows instead.
ROWS_A_STRETCH = 100  # Up to so many to each stretch, reading them all is quicker than searching.


def stage(
    own_days: MemberDays, platform_days: MemberDays, zones: Mapping[int, str]
) -> dict[str, Any]:
    """Fill the batch's tables; more of the platform's days join where visits go over midnight.

    What the files may refer to, the floor among it, which stays until the transaction ends.
    """
    values = parameters(floor=floors.hold() or "-infinity")
    clear()
    _fill("batch_member (user_id, zone)", "bigint, text", list(zones.items()))
    _fill("batch_own_day", "bigint, date", list(own_days))
    _fill("batch_platform_day", "bigint, date", list(platform_days))
    _add_platform_days(fetch(BESIDE, values))
    while True:
        execute(sql_file("stage_stretches"), values)
        while fetch(sql_file("stage_widen"), values):
            pass
        _read(values)
        more = fetch(SHARED, values)
        if not more:
            break
        _add_platform_days(more)
        execute("; ".join(f"DELETE FROM {table}" for table in STAGED), {})  # noqa: S608
    execute(sql_file("stage_counts"), {})
    return values


def _read(values: dict[str, Any]) -> None:
    """Read the rows of the stretches, by member or all of that time, whichever is quicker."""
    [(begins, ends, stretches, together)] = fetch(ROWS_OF_THE_TIME, {"rows": ROWS_A_STRETCH})
    way = BY_TIME if together else BY_MEMBER
    text = sql_file("stage_rows")
    for table in TABLES:
        text = text.replace(f"{{{table}}}", way.format(table=table))
    execute(sql_file("stage_search"), {})
    if stretches > MANY_STRETCHES:
        execute("ANALYZE batch_search", {})
    execute(text, {**values, "begins": begins, "ends": ends})


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


def _add_platform_days(days: MemberDays) -> None:
    _fill("batch_platform_day", "bigint, date", list(days))


def _fill(table: str, kinds: str, rows: Collection[tuple[object, ...]]) -> None:
    if not rows:
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds.split(", "))
    execute(
        f"INSERT INTO {table} SELECT * FROM unnest({arrays})",  # noqa: S608  (our own names)
        [array(values) for values in zip(*rows, strict=True)],
    )
