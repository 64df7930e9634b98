"""What a member did in a range of days, from the member's days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from account.models import User
from analytics.freshness import AnalyticsMeta, member_metas
from analytics.member_days import Day, member_days, summed
from analytics.scoring import WORDS_OF_KIND
from analytics.streaks import active_runs, streaks
from analytics.subject import subject_of
from ooumph.ranges import DayRange


@dataclass(frozen=True, slots=True)
class WordCount:
    """How many rows of one word."""

    type: str
    count: int


@dataclass(frozen=True, slots=True)
class UserActivitySummary:
    """`previous` is the same for as many days before, and has none itself."""

    range: DayRange
    meta: AnalyticsMeta
    total_events: int
    activity_counts: list[WordCount]
    content_interaction_counts: list[WordCount]
    social_interaction_counts: list[WordCount]
    engagement_score: float
    active_days: int
    current_streak_days: int
    longest_streak_days: int
    most_active_day: date | None
    most_active_hour: int | None
    average_daily_events: float
    previous: "UserActivitySummary | None" = None
    change_percent: float | None = None


def user_activity_summary(
    *, viewer: User, user_id: str | None = None, asked: Mapping[str, Any] | None = None
) -> UserActivitySummary:
    """One's own, or for staff anyone's, in three queries and one for whom staff asks about.

    Raises Forbidden, NotFound, or Invalid for the range.
    """
    subject = subject_of(viewer=viewer, user_id=user_id, asked=asked)
    user, current = subject.member.pk, subject.days
    before = current.previous()
    metas = member_metas(user, subject.zone, [current, before])
    days = member_days(user, before.first, current.last)
    runs = active_runs(user, current.last)
    previous = UserActivitySummary(**_figures(before, metas[1], days, runs, subject.today))
    figures = _figures(current, metas[0], days, runs, subject.today)
    change = change_percent(figures["total_events"], previous.total_events)
    return UserActivitySummary(**figures, previous=previous, change_percent=change)


def change_percent(now: int, before: int) -> float | None:
    """By how many percent `now` is more than `before`; None from nothing."""
    return 100 * (now - before) / before if before else None


def _figures(
    within: DayRange,
    meta: AnalyticsMeta,
    all_days: Iterable[Day],
    runs: Sequence[tuple[date, date]],
    today: date,
) -> dict[str, Any]:
    days = [day for day in all_days if within.first <= day.starts_on <= within.last]
    acts = sum(day.acts for day in days)
    current, longest = streaks(runs, min(within.last, today), today=today)
    hours = summed(day.hours for day in days)
    return {
        "range": within,
        "meta": meta,
        "total_events": acts,
        "activity_counts": _counts("activity", (day.activity_counts for day in days)),
        "content_interaction_counts": _counts("content", (day.content_counts for day in days)),
        "social_interaction_counts": _counts("social", (day.social_counts for day in days)),
        "engagement_score": float(sum(day.engagement_score for day in days)),
        "active_days": sum(day.active for day in days),
        "current_streak_days": current,
        "longest_streak_days": longest,
        "most_active_day": max(days, key=lambda day: day.acts).starts_on if days else None,
        "most_active_hour": min(map(int, hours), key=lambda hour: (-hours[str(hour)], hour))
        if hours
        else None,
        "average_daily_events": acts / within.days,
    }


def _counts(kind: str, maps: Iterable[Mapping[str, int]]) -> list[WordCount]:
    """The words that the vocabulary knows, most frequent first."""
    known = {word.value for word in WORDS_OF_KIND[kind]}
    found = [WordCount(word, count) for word, count in summed(maps).items() if word in known]
    return sorted(found, key=lambda each: (-each.count, each.type))
