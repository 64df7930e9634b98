"""What content is popular over a range of days, of what a member may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from account.models import User
from analytics.answers import shared
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
RANKED_AT_ONCE = 1_000  # Of which a page takes what its reader may see.


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

    def follows(self, other: "Place") -> bool:
        """Highest first, then by type and id."""
        return (-self.score, self.item) > (-other.score, other.item)


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

    In three queries to the database, one more while nobody has asked for the ranking, one where not
    all may be seen, and one a kind of content to the graph, one more for a member; more where much
    was refused. Raises Invalid for the range; for a member, Unavailable.
    """
    zone = platform_zone()
    days = day_range(asked, today=clock.now().astimezone(zone).date())
    meta = content_meta(zone, days)
    values = range_values(
        days,
        type=content_type,
        z=WILSON_Z,
        floor=CONTENT_TREND_MEMBERS if order is PopularOrder.TRENDING else FEW,
    )
    page = _page(viewer, order, _ranked(order, values, after or BEFORE_ALL), values, limit)
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
    viewer: User,
    order: PopularOrder,
    ranked: Iterator[Place],
    values: Mapping[str, Any],
    limit: int,
) -> list[tuple[Place, Any]]:
    """The first places of which the reader may see the content, with its node."""
    sure = viewer.is_staff  # Whatever the graph knows of it.
    if not sure:
        values = {**values, **_stand(viewer, order)}
    seen = _seen(order, staff=viewer.is_staff)
    found: list[tuple[Place, Any]] = []
    count = limit if sure else limit + SPARE
    while len(found) < limit and (places := list(islice(ranked, count))):
        if seen:
            may = _visible(seen, places, values)
            places = [place for place in places if place.item in may]
        nodes = _nodes(viewer, places)
        found += [(each, nodes.get(each.item)) for each in places if sure or each.item in nodes]
        count = min(2 * count, RANKED_AT_ONCE)
    return found[:limit]


def _stand(viewer: User, order: PopularOrder) -> dict[str, Any]:
    """What decides which content a member may see."""
    stands = standing(viewer.pk)
    return {
        "viewer": viewer.pk,
        "own_of_few": order is not PopularOrder.TRENDING,
        "connected": stands.connected,
        "communities": stands.communities,
        "apart": stands.apart,
        "stories_since": clock.now() - timedelta(hours=MAX_HOURS),
    }


def _nodes(viewer: User, places: list[Place]) -> dict[Item, Any]:
    try:
        return nodes_of(viewer.pk, [place.item for place in places])
    except Unavailable:
        if viewer.is_staff:
            return {}
        raise


def _visible(seen: str, places: list[Place], values: Mapping[str, Any]) -> set[Item]:
    types, ids = zip(*(place.item for place in places), strict=True)
    sql = sql_file("popular_seen").replace("{seen}", seen)
    return {Item(*row) for row in fetch(sql, {**values, "types": list(types), "ids": list(ids)})}


def _ranked(order: PopularOrder, values: Mapping[str, Any], after: Place) -> Iterator[Place]:
    """All places after one. Most readers look at the first ones alone, which are the same for all;
    of a page far behind these it begins where the page does."""
    places = _best(order, values, BEFORE_ALL)
    if len(places) == RANKED_AT_ONCE and not places[-1].follows(after):
        places = _best(order, values, after)
    while True:
        yield from (place for place in places if place.follows(after))
        if len(places) < RANKED_AT_ONCE:
            return
        places = _best(order, values, places[-1])


def _best(order: PopularOrder, values: Mapping[str, Any], after: Place) -> list[Place]:
    sql = sql_file("popular").replace("{scored}", sql_file(order.scored))
    start = {"score": after.score, "after_type": after.item[0], "after_id": after.item[1]}
    asked = {**values, **start, "limit": RANKED_AT_ONCE}
    rows = shared(order.value, asked, lambda: fetch(sql, asked))
    return [Place(score, Item(kind, uid)) for kind, uid, score in rows]


def _seen(order: PopularOrder, *, staff: bool) -> str:
    """Which candidates the reader may see; nothing where that is all of them."""
    seen = [] if staff else [f"({sql_file('_for_member')})"]
    if order is PopularOrder.TRENDING:
        # Of imported content nothing says that it is not for everyone.
        seen.append(f"({sql_file('_for_everyone')}) IS NOT FALSE")
        if staff:
            seen.append(sql_file("_enough_viewers"))
    return " AND ".join(seen)
