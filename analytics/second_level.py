"""What is made from first-level tables: days of content, and days of the platform."""

from collections.abc import Collection
from datetime import date
from typing import Any

from analytics import buckets
from analytics.models import ContentDay, ContentItem, ContentMemberDay, ContentReach
from analytics.statements import (
    columns_of,
    execute,
    execute_by_index,
    fetch,
    fetch_by_index,
    sql_file,
    upsert,
)
from analytics.stats import PLATFORM_STATISTICS

# Not to be counted on the platform: who may see it has changed, so all its days have.
HIDDEN = """
    SELECT d.content_type, d.content_id
    FROM (SELECT DISTINCT content_type, content_id FROM batch_content_day) AS d
    WHERE ({hidden})
"""
DAYS_OF = """
    SELECT DISTINCT starts_on
    FROM unnest(%(types)s::text[], %(ids)s::text[]) AS item (type, id)
    CROSS JOIN LATERAL (SELECT * FROM content_day AS d WHERE d.content_id = id OFFSET 0) AS d
    WHERE content_type = type
"""
GONE_ITEMS = """
    DELETE FROM content_item AS t USING (
        SELECT content_type, content_id FROM batch_content_day
        EXCEPT SELECT content_type, content_id FROM batch_item
    ) AS gone
    WHERE t.content_id = gone.content_id AND t.content_type = gone.content_type
"""
SEEN = """
    INSERT INTO batch_seen ({columns})
    SELECT {columns}
    FROM (SELECT content_type AS type, content_id AS id, day FROM batch_content_day) AS b
    CROSS JOIN LATERAL (
        SELECT *
        FROM content_member_day AS d
        WHERE d.content_id = id AND d.starts_on = day AND d.content_type = type
        OFFSET 0
    ) AS d
"""
GONE_DAYS = """
    DELETE FROM content_day AS t USING (
        SELECT content_type, content_id, day FROM batch_content_day
        EXCEPT SELECT content_type, content_id, starts_on FROM batch_seen
    ) AS gone
    WHERE t.content_id = gone.content_id AND t.starts_on = gone.day
      AND t.content_type = gone.content_type
"""
OLD_REACH = """
    DELETE FROM content_reach AS t USING batch_content_day AS b
    WHERE t.content_id = b.content_id AND t.starts_on = b.day AND t.content_type = b.content_type
"""


def put_content_days() -> set[date]:
    """The days of content in `batch_content_day`; the platform's days that have changed so."""
    execute(SEEN.format(columns=", ".join(columns_of(ContentMemberDay))))
    hidden = _hidden()
    _put_items()
    changed = hidden ^ _hidden()
    _put_days()
    days = {day for (day,) in fetch("SELECT DISTINCT day FROM batch_content_day")}
    return days | _days_of(changed)


def _hidden() -> set[tuple[Any, ...]]:
    return set(fetch(HIDDEN.format(hidden=sql_file("_hidden"))))


def _put_items() -> None:
    execute(sql_file("content_item"))
    upsert(ContentItem, f"SELECT {', '.join(columns_of(ContentItem))} FROM batch_item")  # noqa: S608  (our own names)
    execute_by_index(GONE_ITEMS)


def _put_days() -> None:
    upsert(ContentDay, sql_file("content_day"))
    execute_by_index(GONE_DAYS)
    execute_by_index(OLD_REACH)
    upsert(ContentReach, sql_file("content_reach"))


def _days_of(items: Collection[tuple[Any, ...]]) -> set[date]:
    if not items:
        return set()
    types, ids = zip(*items, strict=True)
    values = {"types": list(types), "ids": list(ids)}
    return {day for (day,) in fetch_by_index(DAYS_OF, values)}


def put_platform(days: Collection[date]) -> None:
    """The platform's days, and the weeks and months that hold them."""
    for statistic in PLATFORM_STATISTICS:
        buckets.recompute(statistic, ((day,) for day in days))
