"""How a piece of content does over a range of days: for its author and staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from account.models import User
from analytics.content.engagers import TopEngager, top_engagers
from analytics.content.figures import Figures, Item, figures_of, trending_score
from analytics.content.trend import ContentPoint, content_trend
from analytics.freshness import AnalyticsMeta, content_meta
from analytics.statements import fetch
from analytics.subject import platform_range
from ooumph.errors import Forbidden, NotFound, Unavailable
from ooumph.ranges import DayRange
from user_activity.enrichment.facts import MISSING, look_up

# The type is asked outside: see item_figures.sql.
DAYS = "SELECT * FROM content_day WHERE content_id = %(id)s ORDER BY starts_on DESC OFFSET 0"
# A row for who is known of it; what it then was says more than what was done to it.
KNOWN = f"""
    SELECT author_id
    FROM (
        SELECT author_id, 1 AS place
        FROM content_item
        WHERE content_type = %(type)s AND content_id = %(id)s
        UNION ALL
        (SELECT author_id, 2
         FROM ({DAYS}) AS d
         WHERE content_type = %(type)s AND author_id IS NOT NULL
         LIMIT 1)
        UNION ALL
        (SELECT NULL, 3
         FROM ({DAYS}) AS d
         WHERE content_type = %(type)s
         LIMIT 1)
    ) AS said
    ORDER BY author_id IS NULL, place
    LIMIT 1
"""  # noqa: S608  (our own text)


@dataclass(frozen=True)
class ContentAnalytics:
    """The trend and the engagers are looked up when asked for."""

    viewer: User
    item: Item
    author_id: int | None
    range: DayRange
    meta: AnalyticsMeta
    figures: Figures

    @property
    def trending_score(self) -> float | None:
        return trending_score(self.figures, self.range)

    @cached_property
    def trend(self) -> list[ContentPoint]:
        return content_trend(self.item, self.range, whole=self.viewer.is_staff)

    @cached_property
    def top_engagers(self) -> list[TopEngager] | None:
        """None while the graph, which knows what is seen, is away."""
        try:
            return top_engagers(self.item, self.range, viewer=self.viewer, author_id=self.author_id)
        except Unavailable:
            return None


def content_analytics(
    *,
    viewer: User,
    content_type: str,
    content_id: str,
    asked: Mapping[str, Any] | None = None,
) -> ContentAnalytics:
    """Of one's own content, or for staff of any, in three queries and those of trend and engagers;
    of content of which nothing was aggregated yet the graph is asked.

    Raises Forbidden (the same whether it exists), NotFound, Unavailable, or Invalid for the range.
    """
    item = Item(content_type, content_id)
    days = platform_range(asked)
    author_id = _author_for(viewer, item)
    meta = content_meta(days)
    return ContentAnalytics(viewer, item, author_id, days, meta, figures_of([item], days)[item])


def _author_for(viewer: User, item: Item) -> int | None:
    """Whose it is, where the viewer may see its numbers."""
    rows = fetch(KNOWN, {"type": item.content_type, "id": item.content_id})
    known, author_id = bool(rows), rows[0][0] if rows else None
    if author_id is None and not (known and viewer.is_staff):
        answer = look_up([item])
        if answer.reasons.get(item, MISSING) != MISSING:
            raise Unavailable
        facts = answer.found.get(item)
        known, author_id = known or facts is not None, facts.author_id if facts else None
    if not viewer.is_staff and author_id != viewer.pk:
        raise Forbidden("You may see your own content's only.", field="contentId")
    if not known:
        raise NotFound(field="contentId")
    return author_id
