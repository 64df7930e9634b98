"""A piece of content by days: what was added and removed, and which cells are kept back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from analytics.content.figures import Item
from analytics.content.small_cells import FEW, to_hide
from analytics.statements import fetch, sql_file
from ooumph.ranges import DayRange

# What the range's totals are made of: of one total the cells of its days could tell each other.
TOTALS = (
    ("views",),
    ("likes_added", "likes_removed"),
    ("reactions_added", "reactions_removed"),
    ("saves_added", "saves_removed"),
    ("comments_added", "comments_removed"),
    ("shares",),
)
# Where content_day names them otherwise.
COLUMNS = {"comments_added": "comments", "unique_viewers": "viewers"}
SUMS = """
    SELECT starts_on, {columns}
    FROM content_day AS d
    WHERE d.content_id = %(id)s AND d.content_type = %(type)s
      AND d.starts_on BETWEEN %(first)s AND %(last)s
"""
# Of some days of a column, those behind which fewer than five members stand.
OF_FEW = """
    SELECT '{name}', starts_on
    FROM unnest(%({name})s::date[]) AS day (starts_on)
    WHERE %(few)s > (
        SELECT count(*)
        FROM (
            SELECT FROM content_member_day AS m
            WHERE m.content_id = %(id)s AND m.starts_on = day.starts_on
              AND m.content_type = %(type)s AND m.{column} IS NOT NULL AND m.user_id <> 0
              AND m.user_id NOT IN ({left_out})
            LIMIT %(few)s
        ) AS member
    )
"""


@dataclass(frozen=True, slots=True)
class ContentPoint:
    """A day; None where it would say too much about single members."""

    day: date
    views: int | None = 0
    unique_viewers: int | None = 0
    likes_added: int | None = 0
    likes_removed: int | None = 0
    reactions_added: int | None = 0
    reactions_removed: int | None = 0
    saves_added: int | None = 0
    saves_removed: int | None = 0
    comments_added: int | None = 0
    comments_removed: int | None = 0
    shares: int | None = 0


Cell = tuple[str, date]
COUNTED = [field.name for field in fields(ContentPoint)][1:]


def content_trend(item: Item, days: DayRange, *, whole: bool) -> list[ContentPoint]:
    """Every day of the range; `whole` for who may see each cell. In one query, for others in one
    more where several acts of a day could be those of a few members."""
    values = {
        "type": item.content_type,
        "id": item.content_id,
        "first": days.first,
        "last": days.last,
    }
    counts: dict[Cell, int] = {
        (name, on): count
        for on, *row in fetch(_sums(), values)
        for name, count in zip(COUNTED, row, strict=True)
    }
    few = set() if whole else _of_few(counts, values)
    hidden = _hidden(counts, few)
    spread = [days.first + timedelta(days=n) for n in range(days.days)]
    return [
        ContentPoint(
            on,
            **{
                name: None if (name, on) in hidden else counts.get((name, on), 0)
                for name in COUNTED
            },
        )
        for on in spread
    ]


def _hidden(counts: dict[Cell, int], few: set[Cell]) -> set[Cell]:
    hidden: set[Cell] = set()
    for names in TOTALS:
        cells = {cell: count for cell, count in counts.items() if cell[0] in names}
        hidden |= to_hide(cells, few & cells.keys())
    return hidden | {("unique_viewers", on) for name, on in hidden if name == "views"}


def _of_few(counts: Mapping[Cell, int], values: Mapping[str, Any]) -> set[Cell]:
    """The cells behind which fewer than five members stand; each did at least one of its acts."""
    found: set[Cell] = set()
    asked: defaultdict[str, list[date]] = defaultdict(list)
    for (name, on), count in counts.items():
        if name == "unique_viewers" or not count:
            continue
        members_at_most = counts["unique_viewers", on] if name == "views" else count
        if members_at_most < FEW:
            found.add((name, on))
        elif name != "views":
            asked[name].append(on)
    if asked:
        left_out = sql_file("_left_out").strip()
        texts = [OF_FEW.format(name=n, column=_column(n), left_out=left_out) for n in asked]
        found |= set(fetch(" UNION ALL ".join(texts), {**values, **asked, "few": FEW}))
    return found


def _sums() -> str:
    columns = ", ".join(f"coalesce({_column(name)}, 0)" for name in COUNTED)
    return SUMS.format(columns=columns)


def _column(name: str) -> str:
    return COLUMNS.get(name, name)
