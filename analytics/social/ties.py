"""Whom a member has the strongest ties to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from account.models import User
from account.selectors import users_by_id
from analytics.scoring import TIE_HALF_LIFE_DAYS, tie_values
from analytics.social.apart import kept_apart
from analytics.statements import fetch, sql_file
from analytics.subject import Subject
from user_activity.selectors import instants_of
from user_activity.zones import platform_zone

STRONGEST_TIES = 10


@dataclass(frozen=True, slots=True)
class TiePart:
    """What the acts of one word add to a tie."""

    type: str
    decayed_acts: float
    weight: float
    strength: float


@dataclass(frozen=True, slots=True)
class Tie:
    """From one member, by id, to another."""

    member_id: int
    user: User
    tie_strength: float
    parts: list[TiePart]
    interactions: int
    last_interaction_at: datetime


def strongest_ties(subject: Subject) -> list[Tie]:
    """The member's, as of the range's end, without whom a block or mute keeps out and without
    closed accounts; one query to the graph and two to the database, one more while it is away."""
    apart = kept_apart(subject.member.pk)
    values: dict[str, Any] = {
        **subject.values,
        **_as_of(subject),
        **tie_values(),
        "half_life_days": TIE_HALF_LIFE_DAYS,
        "apart": apart.ids,
        "sure": apart.sure,
        "limit": STRONGEST_TIES,
    }
    rows = fetch(sql_file("strongest_ties"), values)
    users = users_by_id([row[0] for row in rows])
    return [
        Tie(subject.member.pk, users[other_id], strength, _parts(parts), interactions, last_at)
        for other_id, strength, interactions, last_at, parts in rows
        if other_id in users
    ]


def _parts(text: str) -> list[TiePart]:
    return [TiePart(*part) for part in orjson.loads(text)]


def _as_of(subject: Subject) -> dict[str, date]:
    """`on`: the platform's day on which the range ends, or today when that is earlier; `whole`: the
    last one of which all that was done counts."""
    zone = platform_zone()
    on = min(subject.platform_days[1], subject.now.astimezone(zone).date())
    over_at = instants_of(on, on, zone)[1]
    is_whole = subject.instants[1] >= min(over_at, subject.now)
    return {"on": on, "whole": on if is_whole else on - timedelta(days=1)}
