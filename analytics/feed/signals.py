"""What a feed is told of some members as of now, in four queries however many they are.

The query and the export both call `signals_of`: there is one way to each number.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from account.models import User
from analytics import scoring
from analytics.feed.content import (
    Engaged,
    by_author,
    engagement_of,
    preferences_of,
    ranked,
    unwanted_authors,
    unwanted_content,
)
from analytics.feed.records import Scored, Signals, TemporalPatterns
from analytics.social.apart import HeldApart
from analytics.statements import fetch, sql_file
from user_activity.zones import platform_zone, zone_of

LIST_LIMIT = 50  # Of each list; the rest has too little weight to change what is shown.


@dataclass(frozen=True, slots=True)
class Batch:
    """Some members, and what keeps others out of their lists, once it is needed."""

    members: Sequence[User]
    apart: Callable[[], HeldApart]
    now: datetime

    @property
    def on(self) -> date:
        """Today, on the platform."""
        return self.now.astimezone(platform_zone()).date()

    def values(self) -> dict[str, Any]:
        """What the statements refer to."""
        return {
            "users": [member.pk for member in self.members],
            "days": [self.now.astimezone(zone_of(member)).date() for member in self.members],
            "on": self.on,
            "decay": scoring.feed_decay(),
            "horizon_days": scoring.FEED_HORIZON_DAYS,
            "half_life_days": scoring.TIE_HALF_LIFE_DAYS,
            **scoring.tie_values(),
            **scoring.feed_points(),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """What the statements say of one member."""

    items: list[Engaged]
    ties: dict[int, float]
    hours: dict[int, int]
    weekdays: dict[int, int]

    @property
    def others(self) -> set[int]:
        """Whoever may be named."""
        return {*self.ties, *(item.author_id for item in self.items if item.author_id)}


def signals_of(batch: Batch) -> list[Signals]:
    """Those of each member of the batch, in its order."""
    found = _found(batch)
    apart = batch.apart()
    held: dict[int, list[tuple[int, str]]] = defaultdict(list)
    out: dict[int, set[int]] = defaultdict(set)
    blockers: dict[int, set[int]] = defaultdict(set)
    for each in apart.held:
        if each.own:
            held[each.member_id].append((each.other_id, each.kind))
        if each.keeps_out:
            out[each.member_id].add(each.other_id)
        if each.kind == "BLOCKS" and not each.own:
            blockers[each.member_id].add(each.other_id)
    others = {each.other_id for each in apart.held}.union(*(f.others for f in found.values()))
    known, tracked = _accounts(others)
    listed = known if apart.sure else tracked
    return [
        Signals(
            user_id=member.pk,
            computed_at=batch.now,
            **_of(found[member.pk], listed, blockers[member.pk], out[member.pk]),
            muted=_of_kind("MUTES", held[member.pk], known),
            blocked=_of_kind("BLOCKS", held[member.pk], known),
        )
        for member in batch.members
    ]


def _found(batch: Batch) -> dict[int, Found]:
    values = batch.values()
    found = {member.pk: Found([], {}, {}, {}) for member in batch.members}
    for row in fetch(sql_file("feed_content"), values):
        found[row[0]].items.append(Engaged(*row))
    for user_id, other_id, strength in fetch(sql_file("feed_ties"), values):
        found[user_id].ties[other_id] = strength
    for user_id, hour, weekday, acts in fetch(sql_file("feed_times"), values):
        if hour is not None:
            found[user_id].hours[hour] = acts
        else:
            found[user_id].weekdays[weekday] = acts
    return found


def _accounts(ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Those of `ids` whose accounts are open; and those of them who let themselves be tracked."""
    if not ids:
        return set(), set()
    accounts: dict[int, bool] = dict(fetch(sql_file("feed_accounts"), {"ids": list(ids)}))
    return set(accounts), {pk for pk, consents in accounts.items() if consents}


def _of(found: Found, listed: set[int], blockers: set[int], out: set[int]) -> dict[str, Any]:
    """`listed`: who may be named at all; `blockers`: who blocks the member; `out`: who is on no
    list of whom the member likes."""
    items = found.items
    authors = ranked(by_author(items), LIST_LIMIT, listed - out)
    ties = ranked(found.ties, LIST_LIMIT, listed - out)
    return {
        "content_engagement": engagement_of(items),
        "author_affinities": [Scored(*pair) for pair in authors],
        "content_preferences": preferences_of(items, LIST_LIMIT, blockers),
        "social_signals": [Scored(*pair) for pair in ties],
        "temporal_patterns": TemporalPatterns.of(found.hours, found.weekdays),
        "hidden_content": unwanted_content(items, LIST_LIMIT),
        "hidden_authors": unwanted_authors(items, listed - blockers, LIST_LIMIT),
    }


def _of_kind(kind: str, held: Sequence[tuple[int, str]], known: Collection[int]) -> list[int]:
    return [other for other, each in held if each == kind and other in known][:LIST_LIMIT]
