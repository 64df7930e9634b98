"""The parts of a member's feed signals; docs/metrics.md defines each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ContentEngagement:
    """With content of one type; means are null where nothing was measured."""

    content_type: str
    items: int
    views: int
    impressions: int
    clicks: int
    likes: int
    reactions: int
    saves: int
    comments: int
    shares: int
    hides: int
    time_spent_ms: int
    average_time_spent_ms: float | None
    average_scroll_depth: float | None


@dataclass(frozen=True, slots=True)
class Scored:
    """Another member, by id, and a share or a weight."""

    user_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Preference:
    """`tag` is null for content that has none."""

    content_type: str
    tag: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A piece of content that the member hid, was not interested in or reported."""

    content_type: str
    content_id: str
    hides: int
    reports: int
    last_on: date


@dataclass(frozen=True, slots=True)
class TemporalPatterns:
    """Weights of the 24 hours and, from Monday, the seven weekdays; each add up to 1, or are 0."""

    hours: list[float]
    weekdays: list[float]

    @classmethod
    def of(cls, hours: Mapping[int, int], weekdays: Mapping[int, int]) -> "TemporalPatterns":
        """From decayed acts by hour and by weekday."""
        return cls(_shares(hours, 24), _shares(weekdays, 7))


def _shares(acts: Mapping[int, int], length: int) -> list[float]:
    total = sum(acts.values())
    return [acts.get(n, 0) / total if total else 0.0 for n in range(length)]


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one member; other members by id."""

    user_id: int
    computed_at: datetime
    content_engagement: list[ContentEngagement]
    author_affinities: list[Scored]
    content_preferences: list[Preference]
    social_signals: list[Scored]
    temporal_patterns: TemporalPatterns
    hidden_content: list[Unwanted]
    hidden_authors: list[Scored]
    muted: list[int]
    blocked: list[int]
