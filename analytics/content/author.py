"""How all of an author's content does over a range of days: for the author and staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from account.models import User
from analytics.content.figures import Figures, Item, figures_of, range_values, total
from analytics.content.popular import Place, PopularContent
from analytics.content.small_cells import FEW
from analytics.content.visible import NODES, nodes_of
from analytics.freshness import AnalyticsMeta, content_meta
from analytics.statements import fetch, sql_file
from analytics.subject import platform_range
from ooumph.errors import Unavailable
from ooumph.ranges import DayRange
from user_activity.selectors import instants_of, member_for
from user_activity.zones import platform_zone

BEST_HOURS = 3
TOP_CONTENT = 5


@dataclass(frozen=True, slots=True)
class BestHour:
    """`members`: who first turned to a piece of the content on a day, in this hour of it."""

    hour: int
    members: int


@dataclass(frozen=True)
class AuthorAnalytics:
    """`figures_by_item` has what anything was done to in the range. The audience and the nodes of
    `top_content` are looked up when asked for."""

    viewer: User
    author: User
    range: DayRange
    meta: AnalyticsMeta
    items: int
    figures_by_item: Mapping[Item, Figures]

    @cached_property
    def figures(self) -> Figures:
        """The sums over the content; a viewer of two pieces is two of its viewers."""
        return total(self.figures_by_item.values())

    @property
    def reach(self) -> int:
        return self._audience[None]

    @property
    def best_hours(self) -> list[BestHour]:
        """The busiest first; to the author only those that at least five members stand behind."""
        enough = 1 if self.viewer.is_staff else FEW
        found = [
            BestHour(hour, members)
            for hour, members in self._audience.items()
            if hour is not None and members >= enough
        ]
        return sorted(found, key=lambda each: (-each.members, each.hour))[:BEST_HOURS]

    @cached_property
    def top_content(self) -> list[PopularContent]:
        """By engagement score, then views."""
        places = [Place(each.engagement_score, item) for item, each in self.figures_by_item.items()]
        places.sort(key=lambda each: (-each.score, -self._views(each), each.item))
        places = places[:TOP_CONTENT]
        try:
            nodes = nodes_of(self.viewer.pk, [place.item for place in places])
        except Unavailable:
            nodes = {}
        return [
            PopularContent(
                place, self.figures_by_item[place.item], self.range, nodes.get(place.item)
            )
            for place in places
        ]

    def _views(self, place: Place) -> int:
        return self.figures_by_item[place.item].views

    @cached_property
    def _audience(self) -> dict[int | None, int]:
        """Distinct members by hour; under None all who viewed."""
        return dict(fetch(sql_file("author_audience"), _values(self.author, self.range)))


def author_analytics(
    *, viewer: User, author_id: str | None = None, asked: Mapping[str, Any] | None = None
) -> AuthorAnalytics:
    """One's own, or for staff anyone's, in four queries, one for whom staff asks about, and those
    of the audience and of the top content.

    Raises Forbidden, NotFound, or Invalid for the range.
    """
    author = member_for(viewer=viewer, user_id=author_id, argument="authorId")
    days = platform_range(asked)
    meta = content_meta(days)
    rows = fetch(sql_file("author_items"), _values(author, days))
    return AuthorAnalytics(
        viewer=viewer,
        author=author,
        range=days,
        meta=meta,
        items=_held_at_the_end_of(days, author),
        figures_by_item=figures_of([Item(*row) for row in rows], days),
    )


def _values(author: User, days: DayRange) -> dict[str, Any]:
    return range_values(days, author=author.pk, types=list(NODES))


def _held_at_the_end_of(days: DayRange, author: User) -> int:
    """How much content of the author's there was when the range was over."""
    _, ends_at = instants_of(days.first, days.last, platform_zone())
    values = {"author": author.pk, "last": days.last, "ends_at": ends_at}
    [(items,)] = fetch(sql_file("author_held"), values)
    return int(items)
