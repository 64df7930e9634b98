"""What docs/metrics.md says of a range, in plain Python over raw rows: no aggregate is read."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.analytics.oracle import WORDS, Fact, Rows, days, first_of_month, monday

DAY = timedelta(days=1)
STARTS: dict[str, Callable[[date], date]] = {
    "daily": lambda day: day,
    "weekly": monday,
    "monthly": first_of_month,
}
WINDOWS = {"daily": 7, "weekly": 4, "monthly": 3}


def summary(
    facts: Iterable[Fact], zone: str, first: date, last: date, today: date
) -> dict[str, Any]:
    """Of one member's rows."""
    facts = list(facts)
    rows = {on: row for (_, on), row in days(facts, lambda _: zone).items()}
    inside = {on: row for on, row in rows.items() if first <= on <= last}
    within = [fact for fact in facts if first <= local(fact, zone).date() <= last]
    hours = Counter({h: sum(r["hours"].get(str(h), 0) for r in inside.values()) for h in range(24)})
    current, longest = streaks({on for on, row in rows.items() if row["active"]}, last, today)
    acts = sum(row["acts"] for row in inside.values())
    busiest = max((row["acts"] for row in inside.values()), default=None)
    return {
        "total_events": acts,
        **{kind: Counter(f.word for f in within if f.kind == kind) for kind in WORDS},
        "engagement_score": float(sum((r["engagement_score"] for r in inside.values()), Decimal())),
        "active_days": sum(row["active"] for row in inside.values()),
        "current_streak_days": current,
        "longest_streak_days": longest,
        "most_active_day": min(
            (d for d, r in inside.items() if r["acts"] == busiest), default=None
        ),
        "most_active_hour": hours.most_common(1)[0][0] if acts else None,
        "average_daily_events": acts / ((last - first).days + 1),
    }


def local(fact: Fact, zone: str) -> datetime:
    return fact.at.astimezone(ZoneInfo(zone))


def streaks(active: set[date], last: date, today: date) -> tuple[int, int]:
    until = min(last, today)
    ends = {until, until - DAY} if until == today else {until}
    lengths = {day: run_ending(active, day) for day in active if day <= until}
    current = max((length for day, length in lengths.items() if day in ends), default=0)
    return current, max(lengths.values(), default=0)


def run_ending(active: set[date], day: date) -> int:
    return 1 + run_ending(active, day - DAY) if day in active else 0


def points(rows: Rows, first: date, last: date, granularity: str) -> list[tuple[Any, ...]]:
    """(start, acts, distinct active members, score, moving average) from member-day rows."""
    start_of, found, events = STARTS[granularity], [], []
    spread = [first + DAY * n for n in range((last - first).days + 1)]
    for start in sorted({start_of(day) for day in spread}):
        inside = {
            key: row
            for key, row in rows.items()
            if first <= key[1] <= last and start_of(key[1]) == start
        }
        events.append(sum(row["acts"] for row in inside.values()))
        users = {user_id for (user_id, _), row in inside.items() if row["active"]}
        score = sum((row["engagement_score"] for row in inside.values()), Decimal())
        recent = events[-WINDOWS[granularity] :]
        found.append((start, events[-1], len(users), float(score), sum(recent) / len(recent)))
    return found


def weekly_sums(rows: Rows, first: date, last: date, today: date) -> list[int]:
    """The acts of the seven days that end with each day that is over, once there is a history."""
    if not rows:
        return []
    beginning = min(on for _, on in rows)
    over = [first + DAY * n for n in range((last - first).days + 1) if first + DAY * n < today]
    return [
        sum(row["acts"] for (_, on), row in rows.items() if day - 6 * DAY <= on <= day)
        for day in over
        if day - 6 * DAY >= beginning
    ]
