"""What docs/metrics.md says, in plain Python over a list of rows: knows nothing of the SQL."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

WORDS: dict[str, type[Word]] = {
    "activity": ActivityType,
    "content": InteractionType,
    "social": SocialInteractionType,
}
Rows = dict[tuple[Any, ...], dict[str, Any]]


class Fact(NamedTuple):
    """A raw row, as far as numbers go."""

    kind: str
    word: str
    user_id: int
    act_id: UUID
    at: datetime

    @property
    def meaning(self) -> Word:
        return WORDS[self.kind](self.word)


def tables(facts: Iterable[Fact], zones: Mapping[int, str]) -> dict[str, Rows]:
    """Every table that aggregation keeps, from every raw row there is."""
    facts, platform = list(facts), settings.PLATFORM_TIME_ZONE
    own = days(facts, lambda user_id: zones.get(user_id, platform))
    shared = days(facts, lambda _: platform)
    known = {key: value for key, value in shared.items() if key[0] != 0}
    kept = ("acts", "active", "engagement_score")
    return {
        "member_day": own,
        "member_week": member_periods(own, monday),
        "member_month": member_periods(own, first_of_month),
        "member_platform_day": {k: {n: v[n] for n in kept} for k, v in shared.items()},
        "platform_day": platform_periods(known, lambda day: day),
        "platform_week": platform_periods(known, monday),
        "platform_month": platform_periods(known, first_of_month),
    }


def days(facts: Iterable[Fact], zone_of: Any) -> Rows:
    grouped: dict[tuple[int, date], list[tuple[datetime, Fact]]] = defaultdict(list)
    for fact in facts:
        local = fact.at.astimezone(ZoneInfo(zone_of(fact.user_id))).replace(tzinfo=None)
        grouped[fact.user_id, local.date()].append((local, fact))
    return {key: day(found) for key, found in grouped.items()}


def day(found: list[tuple[datetime, Fact]]) -> dict[str, Any]:
    acts: dict[UUID, datetime] = {}
    for local, fact in found:
        acts[fact.act_id] = min(local, acts.get(fact.act_id, local))
    facts = [fact for _, fact in found]
    counts = {
        f"{kind}_counts": dict(Counter(fact.word for fact in facts if fact.kind == kind))
        for kind in WORDS
    }
    return {
        "acts": len(acts),
        "active": any(fact.meaning.makes_active for fact in facts),
        "engagement_score": score(facts),
        "hours": dict(Counter(str(local.hour) for local in acts.values())),
        **counts,
    }


def score(facts: list[Fact]) -> Decimal:
    acts: dict[Word, set[UUID]] = defaultdict(set)
    for fact in facts:
        acts[fact.meaning].add(fact.act_id)
    return sum(
        (Decimal(str(w.weight)) * min(len(ids), w.daily_cap) for w, ids in acts.items()),
        Decimal(0),
    )


def monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def first_of_month(day: date) -> date:
    return date(day.year, day.month, 1)


def member_periods(member_days: Rows, start_of: Any) -> Rows:
    found: Rows = {}
    for (user_id, on), row in member_days.items():
        nothing = {"acts": 0, "active_days": 0, "engagement_score": Decimal(0)}
        period = found.setdefault((user_id, start_of(on)), nothing)
        period["acts"] += row["acts"]
        period["active_days"] += row["active"]
        period["engagement_score"] += row["engagement_score"]
    return found


def platform_periods(member_days: Rows, start_of: Any) -> Rows:
    users: dict[date, set[int]] = defaultdict(set)
    found: Rows = {}
    for (user_id, on), row in member_days.items():
        start = start_of(on)
        nothing = {"acts": 0, "active_users": 0, "engagement_score": Decimal(0)}
        period = found.setdefault((start,), nothing)
        period["acts"] += row["acts"]
        period["engagement_score"] += row["engagement_score"]
        if row["active"]:
            users[start].add(user_id)
        period["active_users"] = len(users[start])
    return found
