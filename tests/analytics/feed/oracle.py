"""Feed signals in plain Python, from the days that the other oracles make of raw rows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings

from tests.analytics import content_oracle, oracle, social_oracle
from tests.analytics.oracle import Fact, Rows

HALF_LIFE, HORIZON, LIMIT, MILLION = 14, 90, 50, 1_000_000
WORTH = {"view": "0.5", "click": "0.5", "react": "2", "comment": "4", "share": "5", "save": "3"}
TIES = {
    **dict.fromkeys(("message_send", "connection_request", "connection_accept"), 1.0),
    **dict.fromkeys(("mention", "tag", "group_invite"), 1.0),
    **dict.fromkeys(("message_read", "profile_visit"), 0.1),
}


def decay(age: int) -> int:
    return round(MILLION * 0.5 ** (age / HALF_LIFE))


class Oracle:
    """`on`: the platform's today; whoever is `out` is on no positive list."""

    def __init__(self, facts: Iterable[Fact], *, on: date, out: Collection[int] = ()) -> None:
        self.facts, self.on, self.out = list(facts), on, set(out)
        self.content = content_oracle.tables(self.facts, settings.PLATFORM_TIME_ZONE, ())
        self.pairs = social_oracle.tables(self.facts, settings.PLATFORM_TIME_ZONE)["pair"]

    def days(self, user_id: int) -> list[tuple[str, str, date, dict[str, Any]]]:
        rows: Rows = self.content["content_member_day"]
        return [
            (content_type, content_id, day, row)
            for (who, day, content_id, content_type), row in sorted(rows.items())
            if who == user_id and 0 <= (self.on - day).days < HORIZON
            and row["author_id"] != user_id
        ]  # fmt: skip

    def stands(self, user_id: int, content_type: str, content_id: str) -> dict[str, Any]:
        return self.content["content_member"].get((user_id, content_type, content_id), {})

    def held(self, user_id: int, content_type: str, content_id: str, day: date) -> set[str]:
        stands = self.stands(user_id, content_type, content_id)
        return {name for name in ("liked", "reacted", "saved") if stands.get(f"{name}_on") == day}

    def value(self, user_id: int, content_type: str, content_id: str, day: date, row: Any) -> Any:
        held = self.held(user_id, content_type, content_id, day)
        did = {
            "view": row["views"],
            "click": row["clicks"],
            "react": held & {"liked", "reacted"},
            "comment": row["comments"],
            "share": row["shares"],
            "save": "saved" in held,
        }
        worth = sum((Fraction(WORTH[name]) for name, holds in did.items() if holds), Fraction())
        return worth * decay((self.on - day).days)

    def authors(self, user_id: int) -> list[tuple[int, float]]:
        values: dict[int, Fraction] = defaultdict(Fraction)
        for content_type, content_id, day, row in self.days(user_id):
            if row["author_id"]:
                value = self.value(user_id, content_type, content_id, day, row)
                values[row["author_id"]] += value
        return self.shares(values, self.out)

    def preferences(self, user_id: int) -> list[tuple[tuple[str, str | None], float]]:
        values: dict[tuple[str, str | None], Fraction] = defaultdict(Fraction)
        for content_type, content_id, day, row in self.days(user_id):
            item = self.content["content_item"].get((content_type, content_id), {})
            tags = (item.get("privacy") == "public" and item["tags"]) or [None]
            for tag in tags:
                value = self.value(user_id, content_type, content_id, day, row)
                values[content_type, tag] += value / len(tags)
        return self.shares(values)

    @staticmethod
    def shares(values: Any, out: Collection[int] = ()) -> list[Any]:
        of_all = sum(values.values())
        ranked = sorted(
            (key for key, value in values.items() if value and key not in out),
            key=lambda key: (
                -values[key],
                (key[0], key[1] or "") if isinstance(key, tuple) else key,
            ),
        )
        return [(key, float(values[key] / of_all)) for key in ranked][:LIMIT]

    def ties(self, user_id: int) -> list[tuple[int, float]]:
        values: dict[int, float] = defaultdict(float)
        for (who, other, word), row in self.pairs.items():
            if who == user_id and word in TIES:
                faded = row["value"] * 0.5 ** ((self.on - row["valued_on"]).days / 30)
                values[other] += faded * TIES[word]
        return self.shares(values, self.out)

    def engagement(self, user_id: int) -> dict[str, dict[str, Any]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        items: dict[str, set[str]] = defaultdict(set)
        for content_type, content_id, day, row in self.days(user_id):
            items[content_type].add(content_id)
            held = self.held(user_id, content_type, content_id, day)
            found[content_type].update(
                {name: row[name] or 0 for name in SUMMED},
                likes="liked" in held,
                reactions="reacted" in held,
                saves="saved" in held,
            )
        return {
            content_type: {
                **{name: counts[name] for name in COUNTED},
                "items": len(items[content_type]),
                "averageTimeSpentMs": mean(counts["time_spent_ms"], counts["visits"]),
                "averageScrollDepth": mean(counts["depth_sum"], counts["depth_visits"]),
            }
            for content_type, counts in found.items()
        }

    def unwanted(self, user_id: int) -> tuple[list[Any], list[tuple[int, float]]]:
        content: dict[tuple[str, str], list[Any]] = {}
        authors: Counter[int] = Counter()
        for content_type, content_id, day, row in self.days(user_id):
            if row["hides"] or row["reports"]:
                known = content.setdefault((content_type, content_id), [0, 0, day])
                known[0] += row["hides"] or 0
                known[1] += row["reports"] or 0
                known[2] = max(known[2], day)
                if row["author_id"]:
                    authors[row["author_id"]] += decay((self.on - day).days)
        latest = sorted(content.items(), key=lambda each: (-each[1][2].toordinal(), each[0]))
        most = sorted(authors.items(), key=lambda each: (-each[1], each[0]))
        return (
            [(*key, *known) for key, known in latest][:LIMIT],
            [(author, weight / MILLION) for author, weight in most][:LIMIT],
        )

    def times(self, user_id: int, zone: str, on: date) -> tuple[list[float], list[float]]:
        own = [fact for fact in self.facts if fact.user_id == user_id]
        days = oracle.days(own, lambda _: zone)
        hours, weekdays = [0] * 24, [0] * 7
        for (_, day), row in days.items():
            if 0 <= (on - day).days < HORIZON:
                for hour, acts in row["hours"].items():
                    weight = acts * decay((on - day).days)
                    hours[int(hour)] += weight
                    weekdays[day.weekday()] += weight
        total = sum(hours) or 1
        return [each / total for each in hours], [each / total for each in weekdays]


SUMMED = (
    *("views", "impressions", "clicks", "comments", "shares", "hides", "visits"),
    *("time_spent_ms", "depth_visits", "depth_sum"),
)
COUNTED = ("views", "impressions", "clicks", "comments", "shares", "hides", "likes", "reactions",
           "saves", "time_spent_ms")  # fmt: skip


def mean(total: Any, count: int) -> float | None:
    return float(Fraction(total) / count) if count else None
