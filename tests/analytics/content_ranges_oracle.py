"""What docs/metrics.md says of content over a range, in plain Python over raw rows: no aggregate is
read, and every pair of a member and a piece of content is walked from its first row on."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.analytics.content_oracle import (
    CHANGES,
    DAY,
    HALF_LIFE_HOURS,
    NOTICING,
    content_changes,
    items,
    reaction,
    visits,
)
from tests.analytics.oracle import Fact

ENGAGING = ("like", "react", "comment", "share", "save")
WEIGHTS = {
    "unique_viewers": 0.5,
    "likes": 2,
    "reactions": 2,
    "comments": 4,
    "shares": 5,
    "saves": 3,
}
OPEN = ("post", "comment", "community")
FLOOR = 5
Item = tuple[str, str]


@dataclass
class History:
    """Of one piece of content: each member's rows by day, and whose comments were taken away."""

    days: dict[int, dict[date, list[Fact]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    removed: dict[date, list[int]] = field(default_factory=lambda: defaultdict(list))
    author_id: int | None = None


def histories(facts: Iterable[Fact], platform: str) -> dict[Item, History]:
    found: dict[Item, History] = defaultdict(History)
    for fact in sorted(facts, key=lambda fact: fact.order):
        on = local(fact, platform)
        parent = fact.metadata.get("parent")
        if fact.word == "delete" and fact.content_type == "comment" and parent:
            whose = fact.user_id if fact.other_id is None else fact.other_id
            found[parent["type"], parent["id"]].removed[on].append(whose)
        if fact.word not in CHANGES and "content" not in fact.metadata.get("unresolved", {}):
            history = found[fact.content_type, fact.content_id]
            history.days[fact.user_id][on].append(fact)
            history.author_id = history.author_id or fact.other_id
    return found


def local(fact: Fact, zone: str) -> date:
    return fact.at.astimezone(ZoneInfo(zone)).date()


def figures(
    history: History, left_out: Collection[int], platform: str, first: date, last: date
) -> dict[str, Any]:
    counted = {who: days for who, days in history.days.items() if who and who not in left_out}
    others = {who: days for who, days in counted.items() if who != history.author_id}
    found: Counter[str] = Counter()
    times: list[dict[str, Any]] = []
    for days in counted.values():
        inside = rows(days, first, last)
        found["comments"] += sum(fact.word == "comment" for fact in inside)
        found["shares"] += sum(fact.word == "share" for fact in inside)
        value, since = held(days, last, ("like", "react", "unlike", "unreact"))
        if value and since >= first:
            found["likes" if value == "like" else "reactions"] += 1
        value, since = held(days, last, ("save", "unsave"))
        found["saves"] += bool(value and since >= first)
    for days in others.values():
        words = {fact.word for fact in rows(days, first, last)}
        found["views"] += sum(fact.word == "view" for fact in rows(days, first, last))
        found["unique_viewers"] += "view" in words
        if words & {"view", "impression"}:
            found["shown"] += 1
            found["engaged"] += bool(words & set(ENGAGING))
        times += [each for on, each in visits(days).items() if first <= on <= last]
    found["comments"] = max(found["comments"] - taken(history, left_out, first, last), 0)
    named = ("views", "unique_viewers", "likes", "reactions", "comments", "shares", "saves")
    return {
        **{name: found[name] for name in (*named, "shown", "engaged")},
        **timed(times),
        "engagement_score": sum(weight * found[name] for name, weight in WEIGHTS.items()),
        "trend_value": trend_value(others, platform, first, last),
    }


def rows(days: dict[date, list[Fact]], first: date, last: date) -> list[Fact]:
    return [fact for on, facts in days.items() if first <= on <= last for fact in facts]


def held(days: dict[date, list[Fact]], last: date, words: Collection[str]) -> tuple[str, date]:
    """What a member holds at the end of a day, and the day on which that kind of it last came to
    hold: a like, another reaction or a save."""
    value, since = "", date.min
    for on in sorted(on for on in days if on <= last):
        for fact in days[on]:
            if fact.word in words:
                new = fact.word if fact.word == "save" else reaction(fact)
                if new and (not value or (new == "like") != (value == "like")):
                    since = on
                value = new
    return value, since


def timed(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: sum((each[name] for each in found if each[name] is not None), Decimal(0))
        for name in ("visits", "time_spent_ms", "depth_visits", "depth_sum")
    }


def trend_value(
    others: dict[int, dict[date, list[Fact]]], platform: str, first: date, last: date
) -> float:
    """As of the end of the last day; who noticed it on the day before does not count again."""
    ends_at = instant(last + DAY, platform)
    value = 0.0
    for days in others.values():
        before = date.min
        for on in sorted(days):
            noticed = [fact.at for fact in days[on] if fact.word in NOTICING]
            if noticed and first <= on <= last and on - before > DAY:
                value += 2.0 ** -((ends_at - min(noticed)) / timedelta(hours=HALF_LIFE_HOURS))
            before = on if noticed else before
    return value


def instant(day: date, platform: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(platform)).astimezone(UTC)


def for_everyone(facts: Iterable[Fact], platform: str, item: Item) -> bool:
    """By its create, update and delete rows; imported content has none."""
    changes = items(content_changes([(local(f, platform), f) for f in facts]))
    said = changes.get(item)
    if said is None:
        return True
    public = said["privacy"] == "public" and item[0] in OPEN and not said["community"]
    return public and said["deleted_at"] is None


def taken(history: History, left_out: Collection[int], first: date, last: date) -> int:
    """The comments taken away in a range, of those who count."""
    inside = [whose for on, whose in history.removed.items() if first <= on <= last]
    return sum(who != 0 and who not in left_out for whose in inside for who in whose)


def points(
    history: History, left_out: Collection[int], on: date
) -> tuple[dict[str, int], dict[str, int]]:
    """What a day added and removed, and how many members stand behind each number."""
    counts: Counter[str] = Counter()
    members: dict[str, set[int]] = defaultdict(set)

    def add(name: str, who: int, count: int = 1) -> None:
        counts[name] += count
        if count:
            members[name].add(who)

    for who, days in history.days.items():
        if not who or who in left_out or on not in days:
            continue
        for fact in days[on]:
            if fact.word == "view" and who != history.author_id:
                add("views", who)
            elif fact.word in ("comment", "share"):
                add({"comment": "comments_added", "share": "shares"}[fact.word], who)
        for name, change in steps(days, on):
            add(f"{name}_{change}", who)
    counts["comments_removed"] = taken(history, left_out, on, on)
    counts["unique_viewers"] = len(members["views"])
    return counts, {name: len(found) for name, found in members.items()}


def steps(days: dict[date, list[Fact]], on: date) -> Iterable[tuple[str, str]]:
    """Each time that a like, another reaction or a save came to hold on a day, or ceased to."""
    yesterday = on - DAY
    value = held(days, yesterday, ("like", "react", "unlike", "unreact"))[0]
    saved = held(days, yesterday, ("save", "unsave"))[0]
    for fact in days[on]:
        if fact.word in ("like", "react", "unlike", "unreact"):
            new = reaction(fact)
            for name, holds in (("likes", is_like), ("reactions", is_other)):
                if holds(new) != holds(value):
                    yield name, "added" if holds(new) else "removed"
            value = new
        elif fact.word in ("save", "unsave") and (fact.word == "save") != bool(saved):
            saved = "save" if fact.word == "save" else ""
            yield "saves", "added" if saved else "removed"


def is_like(value: str) -> bool:
    return value == "like"


def is_other(value: str) -> bool:
    return value not in ("", "like")


def audience(
    found: Collection[History], left_out: Collection[int], platform: str, first: date, last: date
) -> tuple[int, dict[int, int]]:
    """Distinct viewers of all of it, and by hour the members who first turned to a piece then."""
    viewers: set[int] = set()
    hours: dict[int, set[int]] = defaultdict(set)
    for history in found:
        for who, days in history.days.items():
            if not who or who in left_out or who == history.author_id:
                continue
            for on, facts in days.items():
                noticed = [fact.at for fact in facts if fact.word in NOTICING]
                if first <= on <= last and noticed:
                    hours[min(noticed).astimezone(ZoneInfo(platform)).hour].add(who)
                    viewers |= {who for fact in facts if fact.word == "view"}
    return len(viewers), {hour: len(members) for hour, members in hours.items()}


def wilson_lower_bound(engaged: int, shown: int) -> float:
    """The lower root of (rate - p)^2 = z^2 p (1 - p) / n in p, 95 %; 0 where there is no n."""
    if not shown:
        return 0.0
    z2 = 1.959964**2
    a, b, c = shown + z2, -2 * engaged - z2, engaged**2 / shown
    return (-b - math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
