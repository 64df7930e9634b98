"""How a member uses the product over a range of days, from the member's days and sessions."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from account.models import User
from analytics.behaviour.segments import WINDOW_DAYS, Presence, segment_of
from analytics.freshness import AnalyticsMeta, member_metas
from analytics.member_days import Day, member_days, summed
from analytics.statements import fetch
from analytics.subject import Subject, subject_of
from ooumph.ranges import DayRange
from user_activity.vocabulary import ContentType, InteractionType

BUSIEST_HOURS = 3
# Looking at something and engaging with it; what is made, undone or reported is no preference.
PREFERRING = {
    word.value for word in InteractionType if word.weight > 0 and word is not InteractionType.REPORT
}
MADE = (ContentType.POST, ContentType.COMMENT, ContentType.STORY, ContentType.COMMUNITY)
SESSIONS_AND_PRESENCE = """
    SELECT session.*, edge.*, presence.*
    FROM (
        SELECT count(*), avg(seconds)::float8, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
               avg((acts = 1)::int)::float8
        FROM (
            SELECT extract(epoch FROM ended_at - began_at) AS seconds, acts
            FROM member_session
            WHERE user_id = %(user)s AND began_at >= %(begins)s AND began_at < %(ends)s
        ) AS one
    ) AS session
    CROSS JOIN (
        SELECT (
            SELECT starts_on FROM member_day
            WHERE user_id = %(user)s AND active AND starts_on <= %(on)s
            ORDER BY starts_on LIMIT 1
        ) AS first_active_on, (
            SELECT starts_on FROM member_day
            WHERE user_id = %(user)s AND active AND starts_on <= %(on)s
            ORDER BY starts_on DESC LIMIT 1
        ) AS last_active_on
    ) AS edge
    CROSS JOIN (
        SELECT count(*) FILTER (WHERE starts_on > %(on)s - %(window)s),
               count(*) FILTER (WHERE starts_on <= %(on)s - %(window)s)
        FROM member_day
        WHERE user_id = %(user)s AND active
          AND starts_on > %(on)s - 2 * %(window)s AND starts_on <= %(on)s
    ) AS presence
"""


@dataclass(frozen=True, slots=True)
class SessionStatistics:
    """Null where there was no session."""

    count: int
    average_duration_seconds: float | None
    median_duration_seconds: float | None
    single_event_share: float | None


@dataclass(frozen=True, slots=True)
class ContentTypeShare:
    content_type: str
    share: float


@dataclass(frozen=True, slots=True)
class DeviceShare:
    device_class: str
    system: str
    browser: str
    events: int
    share: float


@dataclass(frozen=True, slots=True)
class BehavioralInsights:
    """`heatmap[weekday][hour]`, from Monday."""

    range: DayRange
    meta: AnalyticsMeta
    heatmap: list[list[int]]
    most_active_hours: list[int]
    preferred_content_types: list[ContentTypeShare]
    sessions: SessionStatistics
    creation_per_week: float
    devices: list[DeviceShare]
    segment: str
    segment_reason: str


def behavioral_insights(
    *, viewer: User, user_id: str | None = None, asked: Mapping[str, Any] | None = None
) -> BehavioralInsights:
    """One's own, or for staff anyone's, in three queries and one for whom staff asks about.

    Raises Forbidden, NotFound, or Invalid for the range.
    """
    subject = subject_of(viewer=viewer, user_id=user_id, asked=asked)
    days = subject.days
    meta = member_metas(subject.member.pk, subject.zone, [days])[0]
    kept = member_days(subject.member.pk, days.first, days.last)
    sessions, presence = _sessions_and_presence(subject)
    segment, reason = segment_of(presence)
    types = summed(day.type_counts for day in kept)
    heatmap = _heatmap(kept)
    return BehavioralInsights(
        range=days,
        meta=meta,
        heatmap=heatmap,
        most_active_hours=_busiest([sum(column) for column in zip(*heatmap, strict=True)]),
        preferred_content_types=_preferred(types),
        sessions=sessions,
        creation_per_week=7 * sum(types[f"{each}:create"] for each in MADE) / days.days,
        devices=_devices(summed(day.devices for day in kept)),
        segment=segment.value,
        segment_reason=reason,
    )


def _sessions_and_presence(subject: Subject) -> tuple[SessionStatistics, Presence]:
    begins, ends = subject.instants
    values = {
        "user": subject.member.pk,
        "begins": begins,
        "ends": ends,
        "on": subject.as_of,
        "window": WINDOW_DAYS,
    }
    [row] = fetch(SESSIONS_AND_PRESENCE, values)
    count, average, median, single, first, last, recent, before = row
    joined_on = subject.member.date_joined.astimezone(subject.zone).date()
    return (
        SessionStatistics(count, average, median, single),
        Presence(subject.as_of, joined_on, first, last, recent, before),
    )


def _heatmap(days: Iterable[Day]) -> list[list[int]]:
    heatmap = [[0] * 24 for _ in range(7)]
    for day in days:
        for hour, acts in day.hours.items():
            heatmap[day.starts_on.weekday()][int(hour)] += acts
    return heatmap


def _busiest(acts: Sequence[int]) -> list[int]:
    hours = sorted((hour for hour in range(24) if acts[hour]), key=lambda hour: (-acts[hour], hour))
    return hours[:BUSIEST_HOURS]


def _preferred(types: Mapping[str, int]) -> list[ContentTypeShare]:
    found: Counter[str] = Counter()
    for key, rows in types.items():
        content_type, _, word = key.partition(":")
        if word in PREFERRING and content_type in set(ContentType):
            found[content_type] += rows
    shares = [ContentTypeShare(name, rows / found.total()) for name, rows in found.items()]
    return sorted(shares, key=lambda each: (-each.share, each.content_type))


def _devices(rows: Mapping[str, int]) -> list[DeviceShare]:
    total = sum(rows.values())
    named = [([*name.split("/", 2), "", ""], count) for name, count in rows.items()]
    found = [
        DeviceShare(parts[0], parts[1], parts[2], events=count, share=count / total)
        for parts, count in named
    ]
    return sorted(
        found, key=lambda each: (-each.events, each.device_class, each.system, each.browser)
    )
