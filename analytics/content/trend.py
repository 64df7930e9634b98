"""A piece of content by days: what was added and removed, and which cells are kept back."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from analytics.content.figures import Item
from analytics.content.small_cells import FEW, to_hide
from analytics.statements import fetch, sql_file
from ooumph.graphql.ranges import DayRange

# What the range's totals are made of: of one total the cells of its days could tell each other.
TOTALS = (
    ("views",),
    ("likes_added", "likes_removed"),
    ("reactions_added", "reactions_removed"),
    ("saves_added", "saves_removed"),
    ("comments_added", "comments_removed"),
    ("shares",),
)
COLUMNS = {"comments_added": "comments"}  # Where content_day names them otherwise.
# Whether at least five members stand behind a cell; looked up only where that may be.
ENOUGH = """coalesce(d.{0} >= %(few)s AND %(few)s = (
    SELECT count(*)
    FROM (
        SELECT FROM content_member_day AS m
        WHERE m.content_id = d.content_id AND m.starts_on = d.starts_on
          AND m.content_type = d.content_type AND m.{0} IS NOT NULL AND m.user_id <> 0
          AND m.user_id NOT IN ({left_out})
        LIMIT %(few)s
    ) AS member
), false)"""


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
PROBED = [name for total in TOTALS[1:] for name in total]
COUNTED = [field.name for field in fields(ContentPoint)][1:]


def content_trend(item: Item, days: DayRange, *, whole: bool) -> list[ContentPoint]:
    """Every day of the range; `whole` for who may see each cell. In one query."""
    values = {
        "type": item.content_type,
        "id": item.content_id,
        "first": days.first,
        "last": days.last,
        "few": FEW,
    }
    counts: dict[Cell, int] = {}
    few: set[Cell] = set()
    for on, *row in fetch(_sql(whole), values):
        for name, count in zip(COUNTED, row, strict=False):
            counts[name, on] = count
        if not whole:
            enough = dict(zip(PROBED, row[len(COUNTED) :], strict=True))
            enough["views"] = counts["unique_viewers", on] >= FEW
            few |= {(name, on) for name in enough if counts[name, on] and not enough[name]}
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


def _sql(whole: bool) -> str:
    columns = ["views", "viewers", *_columns(PROBED)]
    told = [f"coalesce(d.{name}, 0)" for name in columns]
    left_out = sql_file("_left_out").strip()
    probes = [] if whole else [ENOUGH.format(c, left_out=left_out) for c in _columns(PROBED)]
    return (
        f"SELECT starts_on, {', '.join([*told, *probes])} FROM content_day AS d "  # noqa: S608  (our own names)
        "WHERE d.content_id = %(id)s AND d.content_type = %(type)s "
        "AND d.starts_on BETWEEN %(first)s AND %(last)s"
    )


def _columns(names: Iterable[str]) -> list[Any]:
    return [COLUMNS.get(name, name) for name in names]
