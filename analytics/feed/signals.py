"""What a feed is told of some members as of now, in four queries however many they are.

The query and the export both call `signals_of`: there is one way to each number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from account.models import User
from analytics import scoring
from analytics.feed.records import (
    ContentEngagement,
    Preference,
    Scored,
    Signals,
    TemporalPatterns,
    Unwanted,
)
from analytics.social.apart import HeldApart
from analytics.statements import fetch, sql_file
from analytics.zones import platform_zone, zone_of

LIST_LIMIT = 50  # Of each list; the rest has too little weight to change what is shown.
NOTHING: tuple[Any, ...] = (None,) * 5


@dataclass(frozen=True, slots=True)
class Batch:
    """Some members, and what keeps others out of their lists."""

    members: Sequence[User]
    apart: HeldApart
    now: datetime

    @property
    def ids(self) -> list[int]:
        return [member.pk for member in self.members]

    @property
    def on(self) -> date:
        """Today, on the platform."""
        return self.now.astimezone(platform_zone()).date()

    def values(self) -> dict[str, Any]:
        """What the statements refer to."""
        out = [held for held in self.apart.held if held.keeps_out]
        return {
            "users": self.ids,
            "apart_users": [held.member_id for held in out],
            "apart_others": [held.other_id for held in out],
            "sure": self.apart.sure,
            "on": self.on,
            "decay": scoring.feed_decay(),
            "horizon_days": scoring.FEED_HORIZON_DAYS,
            "whole": scoring.FEED_WHOLE,
            "limit": LIST_LIMIT,
            **scoring.feed_weights(),
        }


def signals_of(batch: Batch) -> list[Signals]:
    """Those of each member of the batch, in its order."""
    content = {row[0]: row[1:] for row in fetch(sql_file("feed_content"), batch.values())}
    ties, times, held = _ties(batch), _times(batch), _held(batch)
    return [
        Signals(
            user_id=member.pk,
            computed_at=batch.now,
            **_of_content(content.get(member.pk, NOTHING)),
            social_signals=_scored(ties.get(member.pk)),
            temporal_patterns=times.get(member.pk, TemporalPatterns.of({}, {})),
            muted=held.get((member.pk, "MUTES"), []),
            blocked=held.get((member.pk, "BLOCKS"), []),
        )
        for member in batch.members
    ]


def _of_content(parts: Sequence[Any]) -> dict[str, Any]:
    engagement, authors, preferences, hidden, unwanted = parts
    return {
        "content_engagement": [ContentEngagement(**each) for each in _loaded(engagement)],
        "author_affinities": _scored(authors),
        "content_preferences": [Preference(*each) for each in _loaded(preferences)],
        "hidden_content": [
            Unwanted(of, uid, hides, reports, date.fromisoformat(on))
            for of, uid, hides, reports, on in _loaded(hidden)
        ],
        "hidden_authors": _scored(unwanted),
    }


def _ties(batch: Batch) -> dict[int, Any]:
    values = {
        **batch.values(),
        "words": [word.value for word in scoring.TIE_WEIGHTS],
        "weights": list(scoring.TIE_WEIGHTS.values()),
        "half_life_days": scoring.TIE_HALF_LIFE_DAYS,
    }
    return dict(fetch(sql_file("feed_ties"), values))


def _times(batch: Batch) -> dict[int, TemporalPatterns]:
    days = [batch.now.astimezone(zone_of(member)).date() for member in batch.members]
    rows = fetch(sql_file("feed_times"), {**batch.values(), "days": days})
    return {
        user_id: TemporalPatterns.of(orjson.loads(hours), orjson.loads(weekdays))
        for user_id, hours, weekdays in rows
    }


def _held(batch: Batch) -> Mapping[tuple[int, str], list[int]]:
    """Whom each member blocks and mutes: accounts that are open, by id."""
    own = [held for held in batch.apart.held if held.own]
    ids = {held.other_id for held in own}
    accounts = User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True)
    known = set(accounts) if ids else set()
    found: dict[tuple[int, str], list[int]] = {}
    for held in own:
        if held.other_id in known:
            found.setdefault((held.member_id, held.kind), []).append(held.other_id)
    return {key: others[:LIST_LIMIT] for key, others in found.items()}


def _scored(pairs: Any) -> list[Scored]:
    return [Scored(*pair) for pair in _loaded(pairs)]


def _loaded(found: Any) -> Iterable[Any]:
    """What a JSON array of the database holds; nothing where there is none."""
    return orjson.loads(found) if found else ()
