"""What content is popular over a range of days, of what a member may see."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from account.models import User
from analytics.answers import shared
from analytics.content.figures import Figures, Item, figures_of, range_values, trending_score
from analytics.content.small_cells import FEW
from analytics.content.visible import nodes_of, standing
from analytics.freshness import AnalyticsMeta, content_meta
from analytics.scoring import CONTENT_TREND_MEMBERS, WILSON_Z
from analytics.statements import fetch, sql_file
from analytics.subject import platform_range
from ooumph import clock
from ooumph.errors import Invalid, Unavailable
from ooumph.ranges import DayRange
from story.models import MAX_HOURS

SPARE = 20  # Candidates beside a page's, for those that the graph refuses.
SHARED = 1_000  # The first places, ranked once for all; most pages lie there.
MOST_AT_ONCE = 1_000
ANY = "true"
Ranked = tuple[Any, ...]  # (type, id, score)


class PopularOrder(StrEnum):
    """By what content is ranked."""

    ENGAGEMENT = "engagement"
    VIEWS = "views"
    TRENDING = "trending"

    @property
    def description(self) -> str:
        return {
            "engagement": "By the share of those it was shown who engaged, as far as it is sure.",
            "views": "By views.",
            "trending": "By members who noticed it lately; of what everyone may see alone.",
        }[self.value]

    @property
    def scored(self) -> str:
        return f"_by_{self.value}"


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of content and what it is ranked by; the key of the list."""

    score: float
    item: Item

    @property
    def order(self) -> tuple[float, Item]:
        """Highest first, then by type and id."""
        return -self.score, self.item


BEFORE_ALL = Place(float("inf"), Item("", ""))


@dataclass(frozen=True, slots=True)
class PopularContent:
    """`content` is its node, None where that is gone or the reader may not see it."""

    place: Place
    figures: Figures
    range: DayRange
    content: Any = field(repr=False)

    @property
    def item(self) -> Item:
        return self.place.item

    @property
    def trending_score(self) -> float | None:
        return trending_score(self.figures, self.range)


@dataclass(frozen=True, slots=True)
class PopularPage:
    range: DayRange
    meta: AnalyticsMeta
    items: list[PopularContent]


def popular_content(
    *,
    viewer: User,
    order: PopularOrder,
    content_type: str | None = None,
    asked: Mapping[str, Any] | None = None,
    after: Place | None = None,
    limit: int,
) -> PopularPage:
    """At most `limit` pieces of content after a place, the most popular first: to a member what
    they may see, of others' what at least five viewed; to staff everything, what was imported, is
    private or gone too.

    Three queries to the database: freshness, ranking, figures; one more while the ranking is not
    kept yet, one where not all may be seen. To the graph one for each kind of content, and for a
    member one for their standing; more of both where much is refused.

    Raises Invalid for the range; for a member, Unavailable.
    """
    days = platform_range(asked)
    meta = content_meta(days)
    values = range_values(
        days,
        type=content_type,
        z=WILSON_Z,
        floor=CONTENT_TREND_MEMBERS if order is PopularOrder.TRENDING else FEW,
    )
    page = _page(viewer, order, values, after or BEFORE_ALL, limit)
    figures = figures_of([place.item for place, _ in page], days)
    items = [PopularContent(place, figures[place.item], days, node) for place, node in page]
    return PopularPage(days, meta, items)


def place_of(key: tuple[Any, ...], order: PopularOrder) -> Place:
    """The place that a cursor names, as `key_of` made it; Invalid for another order's."""
    if key[0] != order:
        raise Invalid("This is a cursor of another order.", field="after")
    return Place(key[1], Item(key[2], key[3]))


def key_of(content: PopularContent, order: PopularOrder) -> tuple[Any, ...]:
    return order.value, content.place.score, *content.item


def _page(
    viewer: User, order: PopularOrder, values: Mapping[str, Any], after: Place, limit: int
) -> list[tuple[Place, Any]]:
    """The first places after one of which the reader may see the content, with its node."""
    staff = viewer.is_staff
    conditions = _conditions(order, staff=staff)
    reader = {} if staff else _reader(viewer, order)
    found: list[tuple[Place, Any]] = []
    for places in _seen(
        order, conditions, values, reader, after, limit if staff else limit + SPARE
    ):
        nodes = _nodes(viewer, places)
        found += [(each, nodes.get(each.item)) for each in places if staff or each.item in nodes]
        if len(found) >= limit:
            break
    return found[:limit]


def _reader(viewer: User, order: PopularOrder) -> dict[str, Any]:
    """What decides which content a member may see."""
    known = standing(viewer.pk)
    return {
        "viewer": viewer.pk,
        "own_of_few": order is not PopularOrder.TRENDING,
        "connected": known.connected,
        "communities": known.communities,
        "apart": known.apart,
        "stories_since": clock.now() - timedelta(hours=MAX_HOURS),
    }


def _nodes(viewer: User, places: list[Place]) -> dict[Item, Any]:
    try:
        return nodes_of(viewer.pk, [place.item for place in places])
    except Unavailable:
        if viewer.is_staff:
            return {}
        raise


def _seen(
    order: PopularOrder,
    conditions: str,
    values: Mapping[str, Any],
    reader: Mapping[str, Any],
    after: Place,
    count: int,
) -> Iterator[list[Place]]:
    """The places after one that meet the conditions, some at a time until there are no more: of the
    first ones, which are ranked once for all readers, and then of those behind. Each time twice as
    many, since whoever sees little of what there is would else have all ranked again for every few.
    """
    rows = shared(order.value, values, lambda: _ranked(order, ANY, values, BEFORE_ALL, SHARED))
    own = {**values, **reader}
    waiting = rows[bisect_right(rows, after.order, key=lambda row: _place(row).order) :]
    while waiting:
        yield _visible(conditions, [_place(row) for row in waiting[:count]], own)
        waiting, count = waiting[count:], min(2 * count, MOST_AT_ONCE)
    if len(rows) < SHARED:
        return
    after = max(after, _place(rows[-1]), key=lambda place: place.order)
    while True:
        places = [_place(row) for row in _ranked(order, conditions, own, after, count)]
        yield places
        if len(places) < count:
            return
        after, count = places[-1], min(2 * count, MOST_AT_ONCE)


def _ranked(
    order: PopularOrder, conditions: str, values: Mapping[str, Any], after: Place, limit: int
) -> list[Ranked]:
    sql = sql_file("popular").replace("{scored}", sql_file(order.scored))
    start = {"score": after.score, "after_type": after.item[0], "after_id": after.item[1]}
    return fetch(sql.replace("{seen}", conditions), {**values, **start, "limit": limit})


def _place(row: Ranked) -> Place:
    content_type, content_id, score = row
    return Place(score, Item(content_type, content_id))


def _visible(conditions: str, places: list[Place], values: Mapping[str, Any]) -> list[Place]:
    """Those of some places that meet the conditions."""
    if conditions == ANY:
        return places
    types, ids = zip(*(place.item for place in places), strict=True)
    sql = sql_file("popular_seen").replace("{seen}", conditions)
    rows = fetch(sql, {**values, "types": list(types), "ids": list(ids)})
    seen = {Item(*row) for row in rows}
    return [place for place in places if place.item in seen]


def _conditions(order: PopularOrder, *, staff: bool) -> str:
    """Which content the reader may see, by what was recorded of it."""
    seen = [] if staff else [f"({sql_file('_for_member')})"]
    if order is PopularOrder.TRENDING:
        # Of imported content nothing says that it is not for everyone.
        seen.append(f"({sql_file('_for_everyone')}) IS NOT FALSE")
        if staff:
            seen.append(sql_file("_enough_viewers"))
    return " AND ".join(seen) or ANY
