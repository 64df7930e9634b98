"""What docs/metrics.md says, in plain Python over a list of rows: knows nothing of the SQL."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
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
NEVER = date(1, 1, 1)
NO_SESSION = UUID(int=0)


class Fact(NamedTuple):
    """A raw row, as far as numbers go; `other_id`: the author or the target."""

    kind: str
    word: str
    user_id: int
    act_id: UUID
    at: datetime
    event_id: UUID = NO_SESSION
    received_at: datetime | None = None
    session_id: UUID | None = None
    device: str = ""
    other_id: int | None = None
    content_type: str = ""
    content_id: str = ""
    duration_ms: int | None = None
    scroll_depth: float | None = None
    visit_id: str = ""
    metadata: Mapping[str, Any] = {}

    @property
    def meaning(self) -> Word:
        return WORDS[self.kind](self.word)

    @property
    def order(self) -> tuple[Any, ...]:
        return self.at, self.received_at, self.event_id


def tables(
    facts: Iterable[Fact], zones: Mapping[int, str], left_out: Collection[int] = ()
) -> dict[str, Rows]:
    """Every table that aggregation keeps, from every raw row there is."""
    from tests.analytics import content_oracle, sessions_oracle, social_oracle

    facts, platform = list(facts), settings.PLATFORM_TIME_ZONE
    own = days(facts, lambda user_id: zones.get(user_id, platform))
    shared = with_active_before(days(facts, lambda _: platform))
    sessions = sessions_oracle.sessions(facts)
    content = content_oracle.tables(facts, platform, left_out)
    kept = ("acts", "active", "engagement_score", "active_before")
    return {
        "member_day": own,
        "member_week": member_periods(own, monday),
        "member_month": member_periods(own, first_of_month),
        "member_platform_day": {k: {n: v[n] for n in kept} for k, v in shared.items()},
        "member_session": sessions,
        "platform_session_length": sessions_oracle.lengths(sessions, platform, left_out),
        "platform_day": platform_days(shared, sessions, content, platform, left_out),
        "platform_week": platform_periods(shared, left_out, monday),
        "platform_month": platform_periods(shared, left_out, first_of_month),
        **content,
        "platform_reach": platform_reach(shared, content, left_out),
        **social_oracle.tables(facts, platform),
    }


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def days(facts: Iterable[Fact], zone_of: Any) -> Rows:
    grouped: dict[tuple[int, date], list[tuple[datetime, Fact]]] = defaultdict(list)
    for fact in facts:
        when = local(fact.at, zone_of(fact.user_id))
        grouped[fact.user_id, when.date()].append((when, fact))
    return {key: day(found) for key, found in grouped.items()}


def day(found: list[tuple[datetime, Fact]]) -> dict[str, Any]:
    acts: dict[UUID, datetime] = {}
    for when, fact in found:
        acts[fact.act_id] = min(when, acts.get(fact.act_id, when))
    facts = [fact for _, fact in found]
    counts = {
        f"{kind}_counts": dict(Counter(fact.word for fact in facts if fact.kind == kind))
        for kind in WORDS
    }
    return {
        "acts": len(acts),
        "active": any(fact.meaning.makes_active for fact in facts),
        "engagement_score": score(facts),
        "messages_sent": len({f.act_id for f in facts if f.word == "message_send"}),
        "hours": dict(Counter(str(when.hour) for when in acts.values())),
        "type_counts": dict(
            Counter(f"{f.content_type}:{f.word}" for f in facts if f.kind == "content")
        ),
        "devices": dict(Counter(f.device for f in facts if f.device)),
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


def with_active_before(shared: Rows) -> Rows:
    latest: dict[int, date] = {}
    for (user_id, on), row in sorted(shared.items()):
        row["active_before"] = latest.get(user_id) if row["active"] else None
        if row["active"]:
            latest[user_id] = on
    return shared


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


def platform_periods(shared: Rows, left_out: Collection[int], start_of: Any) -> Rows:
    known = {key: row for key, row in shared.items() if key[0] != 0}
    found: Rows = {}
    for start in {start_of(on) for _, on in known}:
        counted = {
            (user, on): row
            for (user, on), row in known.items()
            if start_of(on) == start and user not in left_out
        }
        found[start,] = {
            "acts": sum(row["acts"] for row in counted.values()),
            "active_users": len({user for (user, _), row in counted.items() if row["active"]}),
            "engagement_score": sum(
                (row["engagement_score"] for row in counted.values()), Decimal(0)
            ),
        }
    return found


def platform_days(
    shared: Rows,
    sessions: Rows,
    content: dict[str, Rows],
    platform: str,
    left_out: Collection[int],
) -> Rows:
    found = platform_periods(shared, left_out, lambda day: day)
    for (on,), row in found.items():
        rows = [(user, of_user) for (user, day), of_user in shared.items() if user and day == on]
        counted = [of_user for user, of_user in rows if user not in left_out]
        others = [of_user for user, of_user in rows if user in left_out]
        begun = [
            (began_at, session)
            for (user, began_at, _), session in sessions.items()
            if user not in left_out and local(began_at, platform).date() == on
        ]
        row |= {
            "new_users": sum(
                of_user["active"] and not of_user["active_before"] for of_user in counted
            ),
            "sessions": len(begun),
            "single_act_sessions": sum(session["acts"] == 1 for _, session in begun),
            "session_seconds": sum(
                int((session["ended_at"] - began_at).total_seconds()) for began_at, session in begun
            ),
            "content_views": sum(
                of_item["views"] or 0
                for (_, day, _), of_item in shown_days(content).items()
                if day == on
            ),
            "left_out_acts": sum(of_user["acts"] for of_user in others),
        }
    return found


def hidden_items(content: dict[str, Rows]) -> set[tuple[Any, ...]]:
    return {
        key
        for key, item in content["content_item"].items()
        if item["deleted_at"] or item["privacy"] not in ("", "public")
    }


def shown_days(content: dict[str, Rows]) -> Rows:
    """Content's days but for those of content that not everybody may see."""
    hidden = hidden_items(content)
    return {
        (content_id, on, content_type): row
        for (content_id, on, content_type), row in content["content_day"].items()
        if (content_type, content_id) not in hidden
    }


def platform_reach(shared: Rows, content: dict[str, Rows], left_out: Collection[int]) -> Rows:
    """What changes on which day, of active members and of pairs that content's tables hold."""
    found: Counter[tuple[Any, ...]] = Counter()
    for (user_id, on), row in shared.items():
        if row["active"] and user_id != 0:
            subject = "left_out" if user_id in left_out else "active"
            found[on, subject, row["active_before"] or NEVER, on] += 1
    hidden = hidden_items(content)
    for (_, on, _), row in shown_days(content).items():
        for subject in ("viewed", "liked"):
            found[on, subject, NEVER, on] += row[f"new_{subject}"] or 0
    for (content_id, on, content_type, subject, since, until), row in content[
        "content_reach"
    ].items():
        if (content_type, content_id) not in hidden and subject in ("viewed", "liked"):
            found[on, subject, since, until] += row["changed"]
    return {key: {"changed": n} for key, n in found.items() if n}
