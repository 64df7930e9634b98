"""A member's kept days, as a query reads them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import orjson

from analytics.statements import fetch

Counts = dict[str, int]
DAYS = """
    SELECT starts_on, acts, active, engagement_score, hours::text, activity_counts::text,
           content_counts::text, social_counts::text, type_counts::text, devices::text
    FROM member_day
    WHERE user_id = %(user_id)s AND starts_on BETWEEN %(first)s AND %(last)s
    ORDER BY starts_on
"""


class Day(NamedTuple):
    """A row of MemberDay: see there."""

    starts_on: date
    acts: int
    active: bool
    engagement_score: Decimal
    hours: Counts
    activity_counts: Counts
    content_counts: Counts
    social_counts: Counts
    type_counts: Counts
    devices: Counts


def member_days(user_id: int, first: date, last: date) -> list[Day]:
    """Those that hold anything, in order; plain values, at half the cost of models."""
    values = {"user_id": user_id, "first": first, "last": last}
    return [
        Day(starts_on, acts, active, score, *map(orjson.loads, maps))
        for starts_on, acts, active, score, *maps in fetch(DAYS, values)
    ]


def summed(maps: Iterable[Mapping[str, int]]) -> Counter[str]:
    """The counts of all of `maps`, by key."""
    total: Counter[str] = Counter()
    for each in maps:
        total.update(each)
    return total
