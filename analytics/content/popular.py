"""What content is popular over a range of days, of what a member may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from account.models import User
from analytics.content.figures import Figures, Item, figures_of, range_values, trending_score
from analytics.content.small_cells import FEW
from analytics.content.visible import nodes_of, standing
from analytics.freshness import AnalyticsMeta, content_meta
from analytics.scoring import CONTENT_TREND_MEMBERS, WILSON_Z
from analytics.statements import fetch, sql_file
from analytics.zones import platform_zone
from ooumph import clock
from ooumph.errors import Invalid, Unavailable
from ooumph.graphql.ranges import DayRange, day_range
from story.models import MAX_HOURS

SPARE = 20  # Candidates beside a page's, for those that the graph refuses.
MOST_AT_ONCE = 1_000


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
        return {"engagement": "_by_engagement", "views": "_by_views", "trending": "_by_trend"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of content and what it is ranked by; the key of the list."""

    score: float
    item: Item


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

    In three queries to the database and one a kind of content to the graph, one more for a member;
    more where much was refused. Raises Invalid for the range; for a member, Unavailable.
    """
    zone = platform_zone()
    days = day_range(asked, today=clock.now().astimezone(zone).date())
    meta = content_meta(zone, days)
    values = range_values(
        days,
        type=content_type,
        z=WILSON_Z,
        floor=CONTENT_TREND_MEMBERS if order is PopularOrder.TRENDING else FEW,
        limit=limit if viewer.is_staff else limit + SPARE,
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
    if viewer.is_staff:
        places = next(_ranked(_sql(order, staff=True), values, after))
        return [(place, node) for place, node in _with_nodes(viewer, places)]
    stands = standing(viewer.pk)
    more = {
        "viewer": viewer.pk,
        "own_of_few": order is not PopularOrder.TRENDING,
        "connected": stands.connected,
        "communities": stands.communities,
        "apart": stands.apart,
        "stories_since": clock.now() - timedelta(hours=MAX_HOURS),
    }
    found: list[tuple[Place, Any]] = []
    for places in _ranked(_sql(order, staff=False), {**values, **more}, after):
        nodes = nodes_of(viewer.pk, [place.item for place in places])
        found += [(place, nodes[place.item]) for place in places if place.item in nodes]
        if len(found) >= limit:
            break
    return found[:limit]


def _with_nodes(viewer: User, places: list[Place]) -> Iterator[tuple[Place, Any]]:
    try:
        nodes = nodes_of(viewer.pk, [place.item for place in places])
    except Unavailable:
        nodes = {}
    return ((place, nodes.get(place.item)) for place in places)


def _ranked(sql: str, values: Mapping[str, Any], after: Place) -> Iterator[list[Place]]:
    """The places after one, some at a time until there are no more; each time twice as many, since
    whoever sees little of what there is would else have all of it ranked again for every few."""
    limit = values["limit"]
    while True:
        start = {"score": after.score, "after_type": after.item[0], "after_id": after.item[1]}
        rows = fetch(sql, {**values, **start, "limit": limit})
        places = [Place(score, Item(kind, uid)) for kind, uid, score in rows]
        yield places
        if len(places) < limit:
            return
        after, limit = places[-1], min(2 * limit, MOST_AT_ONCE)


def _sql(order: PopularOrder, *, staff: bool) -> str:
    seen = [] if staff else [f"({sql_file('_for_member')})"]
    if order is PopularOrder.TRENDING:
        # Of imported content nothing says that it is not for everyone.
        seen.append(f"({sql_file('_for_everyone')}) IS NOT FALSE")
        if staff:
            seen.append(sql_file("_enough_viewers"))
    text = sql_file("popular").replace("{scored}", sql_file(order.scored))
    return text.replace("{seen}", " AND ".join(seen) or "true")
