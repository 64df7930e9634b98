"""From what a member did with each piece of content: what goes to whom, to what, and what is not
wanted. In whole numbers until the last division, so that no order matters."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import orjson

from analytics.feed.records import ContentEngagement, Preference, Scored, Unwanted
from analytics.scoring import FEED_WHOLE

Key = TypeVar("Key", bound=Hashable)
SUMMED = ("views", "impressions", "clicks", "likes", "reactions", "saves", "comments", "shares",
          "hides", "time_spent_ms")  # fmt: skip


class Engaged(NamedTuple):
    """A row of `sql/feed_content.sql`: a piece of content over the days of the horizon."""

    user_id: int
    content_type: str
    content_id: str
    author_id: int | None
    value: int
    views: int
    impressions: int
    clicks: int
    likes: int
    reactions: int
    saves: int
    comments: int
    shares: int
    hides: int
    reports: int
    visits: int
    time_spent_ms: int
    depth_visits: int
    depth_sum: Decimal
    unwanted: int | None
    unwanted_on: date | None
    tags: str | None


def engagement_of(items: Iterable[Engaged]) -> list[ContentEngagement]:
    """By content type, undecayed."""
    by_type: dict[str, list[Engaged]] = defaultdict(list)
    for item in items:
        by_type[item.content_type].append(item)
    return [
        ContentEngagement(
            content_type=content_type,
            items=len(of_type),
            **{name: int(_sum(of_type, name)) for name in SUMMED},
            average_time_spent_ms=_mean(of_type, "time_spent_ms", "visits"),
            average_scroll_depth=_mean(of_type, "depth_sum", "depth_visits"),
        )
        for content_type, of_type in sorted(by_type.items())
    ]


def _sum(items: Iterable[Engaged], name: str) -> Any:
    return sum(getattr(item, name) for item in items)


def _mean(items: Sequence[Engaged], total: str, count: str) -> float | None:
    of = _sum(items, count)
    return float(Decimal(_sum(items, total)) / Decimal(of)) if of else None


def by_author(items: Iterable[Engaged]) -> Counter[int]:
    values: Counter[int] = Counter()
    for item in items:
        if item.author_id:
            values[item.author_id] += item.value
    return values


def preferences_of(
    items: Iterable[Engaged], limit: int, blockers: Collection[int]
) -> list[Preference]:
    """By content type and tag; one of n tags has 1/n, in whole millionths of a point. `blockers`:
    whose content's tags the member may not read."""
    values: Counter[tuple[str, str]] = Counter()
    for item in items:
        tags = orjson.loads(item.tags) if item.tags and item.author_id not in blockers else []
        for tag in tags or [""]:
            values[item.content_type, tag] += item.value // (len(tags) or 1)
    found = ranked(values, limit)
    return [Preference(content_type, tag or None, score) for (content_type, tag), score in found]


def unwanted_content(items: Iterable[Engaged], limit: int) -> list[Unwanted]:
    """The latest first."""
    found = [
        Unwanted(i.content_type, i.content_id, int(i.hides), int(i.reports), i.unwanted_on)
        for i in items
        if i.unwanted_on is not None
    ]
    found.sort(key=lambda each: (-each.last_on.toordinal(), each.content_type, each.content_id))
    return found[:limit]


def unwanted_authors(items: Iterable[Engaged], known: Collection[int], limit: int) -> list[Scored]:
    """On how many days each one's pieces were unwanted, decayed; of `known` accounts alone."""
    weights: Counter[int] = Counter()
    for item in items:
        if item.author_id and item.unwanted and item.author_id in known:
            weights[item.author_id] += int(item.unwanted)
    most = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Scored(author, weight / FEED_WHOLE) for author, weight in most[:limit]]


def ranked(
    values: Mapping[Key, float], limit: int, known: Collection[Key] | None = None
) -> list[tuple[Key, float]]:
    """Each one's share of all values, the highest first, then by key; of `known` ones alone."""
    of_all = sum(values.values())
    found = [(-value, key) for key, value in values.items() if value > 0]
    found.sort()
    return [(key, -value / of_all) for value, key in found if known is None or key in known][:limit]
