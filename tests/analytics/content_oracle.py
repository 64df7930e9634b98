"""What members did to content, in plain Python: each pair's whole history, walked in order."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.analytics.oracle import NEVER, Fact, Rows, local

DAY = timedelta(days=1)
CAP_MS = 30 * 60 * 1000
PLAIN = {
    "views": ("view",),
    "impressions": ("impression",),
    "clicks": ("click",),
    "comments": ("comment",),
    "shares": ("share",),
    "hides": ("hide", "not_interested"),
    "reports": ("report",),
    "engagements": ("like", "react", "comment", "share", "save"),
}
NOTICING = ("view", *PLAIN["engagements"])
HALF_LIFE_HOURS = 24
CHANGES = ("create", "update", "delete")
ITEMS = ("post", "story", "comment", "community")
ATTENTION = (
    "views",
    "impressions",
    "clicks",
    "visits",
    "time_spent_ms",
    "depth_visits",
    "depth_sum",
)
SUMMED = (
    *("likes_added", "likes_removed", "reactions_added", "reactions_removed"),
    *("saves_added", "saves_removed", "comments", "shares", "hides", "reports"),
)
Pair = tuple[int, str, str]


def tables(facts: Iterable[Fact], platform: str, left_out: Collection[int]) -> dict[str, Rows]:
    rows = [(local(fact.at, platform).date(), fact) for fact in facts if fact.kind == "content"]
    changes = content_changes(rows)
    pairs: dict[Pair, dict[date, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    removed: dict[tuple[Pair, date], list[int]] = defaultdict(list)
    for on, fact in rows:
        if fact.word not in CHANGES and "content" not in fact.metadata.get("unresolved", {}):
            pairs[fact.user_id, fact.content_type, fact.content_id][on].append(fact)
        parent = fact.metadata.get("parent")
        if fact.word == "delete" and fact.content_type == "comment" and parent:
            pair = fact.user_id, parent["type"], parent["id"]
            removed[pair, on].append(fact.user_id if fact.other_id is None else fact.other_id)
            pairs[pair][on] += []
    member_days: Rows = {}
    stands: Rows = {}
    for pair, days in pairs.items():
        gone = {on: sorted(whose) for (of, on), whose in removed.items() if of == pair}
        walked, stand = walk(days, gone)
        user_id, content_type, content_id = pair
        for on, row in walked.items():
            member_days[user_id, on, content_id, content_type] = row
        if any(stand.values()):
            stands[pair] = stand
    return {
        "content_member_day": member_days,
        "content_member": stands,
        "content_change": changes,
        "content_item": items(changes),
        **content_days(member_days, platform, left_out),
    }


def walk(days: dict[date, list[Fact]], gone: dict[date, list[int]]) -> tuple[dict[date, Any], Any]:
    """Each day's row, and how the pair stands at the end."""
    held, saved = "", False
    last: dict[str, date | None] = dict.fromkeys(
        ("viewed", "shown", "engaged", "liked", "reacted", "saved")
    )
    times = visits(days)
    found = {}
    for on in sorted(days):
        facts = sorted(days[on], key=lambda fact: fact.order)
        row: dict[str, Any] = {
            name: sum(fact.word in words for fact in facts) or None for name, words in PLAIN.items()
        }
        row["author_id"] = max((f.other_id for f in facts if f.other_id is not None), default=None)
        row["removed_of"] = gone.get(on)
        row["comments_removed"] = len(gone[on]) if on in gone else None
        row |= times[on]
        was_seen = row["views"] or row["impressions"] or row["engagements"]
        noticed = [fact.at for fact in facts if fact.word in NOTICING]
        row["noticed_at"] = min(noticed, default=None)
        row["viewed_before"] = last["viewed"] if was_seen else None
        row["shown_before"] = last["shown"] if was_seen else None
        row["engaged_before"] = last["engaged"] if was_seen else None
        reactions, held_after = steps(
            held, [reaction(f) for f in facts if f.word in ("like", "react", "unlike", "unreact")]
        )
        saves, saved_after = steps(
            saved, [f.word == "save" for f in facts if f.word in ("save", "unsave")]
        )
        likes = changed(reactions, lambda value: value == "like")
        others = changed(reactions, lambda value: value not in ("", "like"))
        kept = changed(saves, bool)
        row |= {
            "reaction_first": reactions[0][1] if reactions else None,
            "reaction_last": held_after if reactions else None,
            "reaction_before": held if reactions else None,
            "liked_before": last["liked"] if reactions else None,
            "reacted_before": last["reacted"] if reactions else None,
            "likes_added": likes[0] or None,
            "likes_removed": likes[1] or None,
            "reactions_added": others[0] or None,
            "reactions_removed": others[1] or None,
            "saved_first": saves[0][1] if saves else None,
            "saved_last": saved_after if saves else None,
            "saved_before": last["saved"] if saves else None,
            "saves_added": kept[0] or None,
            "saves_removed": kept[1] or None,
        }
        held, saved = held_after, saved_after
        for name, holds in (("viewed", row["views"]), ("engaged", row["engagements"]),
                            ("shown", row["views"] or row["impressions"])):  # fmt: skip
            last[name] = on if holds else last[name]
        for name, holds, added in (("liked", held == "like", likes[0]), ("saved", saved, kept[0]),
                                   ("reacted", held not in ("", "like"), others[0])):  # fmt: skip
            last[name] = (on if added else last[name]) if holds else None
        found[on] = row
    return found, {"reaction": held, **{f"{name}_on": on for name, on in last.items()}}


def reaction(fact: Fact) -> str:
    if fact.word == "react":
        return fact.metadata.get("reaction") or "react"
    return "like" if fact.word == "like" else ""


def steps(before: Any, values: list[Any]) -> tuple[list[tuple[Any, Any]], Any]:
    """(from, to) of each change, and the last value."""
    return list(zip([before, *values], values, strict=False)), values[-1] if values else before


def changed(found: list[tuple[Any, Any]], holds: Any) -> tuple[int, int]:
    """How often it came to hold, and ceased to."""
    return (
        sum(holds(after) and not holds(before) for before, after in found),
        sum(holds(before) and not holds(after) for before, after in found),
    )


def visits(days: dict[date, list[Fact]]) -> dict[date, dict[str, Any]]:
    """Per day of the pair: the visits that began on it, each with its highest reports; a visit
    of which a whole day says nothing has ended."""
    reports: dict[str, dict[date, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    rows: Counter[date] = Counter()
    for on, facts in days.items():
        for fact in facts:
            if fact.word in ("view", "time_spent", "scroll_depth") and (
                fact.duration_ms is not None or fact.scroll_depth is not None
            ):
                name = fact.visit_id or f"{fact.session_id or fact.event_id} on {on}"
                reports[name][on].append(fact)
                rows[on] += 1
    begun: dict[date, list[list[Fact]]] = defaultdict(list)
    for of_visit in reports.values():
        for on in sorted(of_visit):
            if on - DAY not in of_visit:
                whole, next_day = [], on
                while next_day in of_visit:
                    whole += of_visit[next_day]
                    next_day += DAY
                begun[on].append(whole)
    return {on: timed(begun[on], rows[on]) for on in days}


def timed(found: list[list[Fact]], rows: int) -> dict[str, Any]:
    times = [
        max(ms) for v in found if (ms := [f.duration_ms for f in v if f.duration_ms is not None])
    ]
    depths = [
        round(Decimal(repr(max(depth))), 4)
        for v in found
        if (depth := [f.scroll_depth for f in v if f.scroll_depth is not None])
    ]
    return {
        "timed_rows": rows or None,
        "visits": len(times) or None,
        "time_spent_ms": sum(min(ms, CAP_MS) for ms in times) if times else None,
        "depth_visits": len(depths) or None,
        "depth_sum": sum(depths, Decimal(0)) if depths else None,
    }


def content_changes(rows: list[tuple[date, Fact]]) -> Rows:
    grouped: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for on, fact in rows:
        if fact.word in CHANGES and fact.content_type in ITEMS:
            grouped[fact.user_id, on, fact.content_id, fact.content_type].append(fact)
    return {key: change(found) for key, found in grouped.items()}


def change(facts: list[Fact]) -> dict[str, Any]:
    def instants(*words: str) -> list[Any]:
        return [fact.at for fact in facts if fact.word in words]

    latest = max(facts, key=lambda fact: (fact.word != "delete", *fact.order)).metadata
    return {
        "author_id": max((f.other_id for f in facts if f.other_id is not None), default=None),
        "created_at": min(instants("create"), default=None),
        "changed_at": max(instants("create", "update"), default=None),
        "deleted_at": max(instants("delete"), default=None),
        "privacy": latest.get("privacy", ""),
        "community": latest.get("community", ""),
        "tags": latest.get("tags", []),
    }


def items(changes: Rows) -> Rows:
    grouped: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for (user_id, _, content_id, content_type), row in changes.items():
        grouped[content_type, content_id].append((user_id, row))
    found: Rows = {}
    for key, rows in grouped.items():
        told = [(row["changed_at"], -user_id, row) for user_id, row in rows if row["changed_at"]]
        latest = max(told, key=lambda each: each[:2])[2] if told else {}
        every = [row for _, row in rows]

        def known(name: str, every: list[dict[str, Any]] = every) -> list[Any]:
            return [row[name] for row in every if row[name] is not None]

        found[key] = {
            "author_id": max(known("author_id"), default=None),
            "created_at": min(known("created_at"), default=None),
            "deleted_at": max(known("deleted_at"), default=None),
            "privacy": latest.get("privacy", ""),
            "community": latest.get("community", ""),
            "tags": latest.get("tags", []),
            "told_at": None,
        }
    return found


def content_days(member_days: Rows, platform: str, left_out: Collection[int]) -> dict[str, Rows]:
    found: Rows = {}
    reach: Counter[tuple[Any, ...]] = Counter()
    grouped: dict[tuple[Any, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for (user_id, on, content_id, content_type), row in member_days.items():
        grouped[content_id, on, content_type].append((user_id, row))
    for key, rows in grouped.items():
        counted = [(u, row) for u, row in rows if u != 0 and u not in left_out]
        others = [row for u, row in counted if row["author_id"] != u]
        new: Counter[str] = Counter()
        for user_id, row in counted:
            for subject, since, until in moves(row, key[1], row["author_id"] == user_id):
                if since is None and until == key[1]:
                    new[subject] += 1
                elif since != until:
                    reach[(*key, subject, since or NEVER, until or NEVER)] += 1
        found[key] = {
            "author_id": max((r["author_id"] for _, r in rows if r["author_id"]), default=None),
            **{name: total(others, name) for name in ATTENTION},
            **{name: total([row for _, row in counted], name) for name in SUMMED},
            "comments_removed": removed_of_others(rows, left_out),
            "viewers": sum(bool(row["views"]) for row in others) or None,
            "trend_millionths": trend_millionths(others, key[1], platform),
            **{
                f"new_{subject}": new[subject] or None
                for subject in ("viewed", "shown", "engaged", "liked", "reacted", "saved")
            },
        }
    return {"content_day": found, "content_reach": {k: {"changed": n} for k, n in reach.items()}}


def removed_of_others(
    rows: list[tuple[int, dict[str, Any]]], left_out: Collection[int]
) -> int | None:
    """Whoever took them away, the comments of those who count."""
    whose = [author for _, row in rows for author in row["removed_of"] or ()]
    return sum(author != 0 and author not in left_out for author in whose) or None


def trend_millionths(rows: list[dict[str, Any]], on: date, platform: str) -> int | None:
    """Who had not noticed it on the day before, decayed until midnight."""
    midnight = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(platform)) + DAY
    found = []
    for row in rows:
        before = [d for d in (row["viewed_before"], row["engaged_before"]) if d is not None]
        if row["noticed_at"] and all(on - d > DAY for d in before):
            age = midnight.astimezone(UTC) - row["noticed_at"].astimezone(UTC)
            found.append(round(1_000_000 * 2.0 ** -(age / timedelta(hours=HALF_LIFE_HOURS))))
    return sum(found) if found else None


def total(rows: list[dict[str, Any]], name: str) -> Any:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if known else None


def both(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else None


def moves(row: dict[str, Any], on: date, own: bool) -> Iterable[tuple[str, Any, Any]]:
    """(subject, since, until) of what the day may have changed."""
    shown_before, engaged_before = row["shown_before"], row["engaged_before"]
    shown = on if row["views"] or row["impressions"] else shown_before
    engaged = on if row["engagements"] else engaged_before
    if not own:
        yield "viewed", *((row["viewed_before"], on) if row["views"] else (None, None))
        yield "shown", shown_before, shown
        yield "engaged", both(shown_before, engaged_before), both(shown, engaged)
    if row["reaction_first"] is not None:
        value = row["reaction_last"]
        for subject, holds, added in (
            ("liked", value == "like", row["likes_added"]),
            ("reacted", value not in ("", "like"), row["reactions_added"]),
        ):
            before = row[f"{subject}_before"]
            yield subject, before, (on if added else before) if holds else None
    if row["saved_first"] is not None:
        before = row["saved_before"]
        after = (on if row["saves_added"] else before) if row["saved_last"] else None
        yield "saved", before, after
