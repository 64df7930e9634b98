"""Formulas: what words are worth, and what a series of counts says about its direction."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import orjson

from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

FORMULAS_VERSION = 5  # Raise it with any change of a formula here or in sql/.
TREND_WINDOW_DAYS = 7
TREND_THRESHOLD = 0.1
VISIT_CAP_MS = 30 * 60 * 1000  # What is reported beyond is a tab that was left open.
TIE_HALF_LIFE_DAYS = 30
WILSON_Z = 1.959964  # 95 %, two-sided; docs/metrics.md, PopularContent.
CONTENT_TREND_MEMBERS = 5  # With fewer a single circle of friends makes a trend.
CONTENT_TREND_HALF_LIFE_HOURS = 24  # Every hour of the day weighs alike; docs/metrics.md.
MOVING_AVERAGE_PERIODS = {"daily": 7, "weekly": 4, "monthly": 3}

# What a feed is told of a member; docs/metrics.md, FeedSignals.
FEED_MODEL = "feed-2"  # Raise it with any change of these formulas.
FEED_HORIZON_DAYS = 90  # What is left out beyond weighs less than 1.2 % of the same today.
FEED_HALF_LIFE_DAYS = 14
FEED_WHOLE = 1_000_000  # Decay is counted in millionths: sums of whole numbers know no order.
# Each counts once a day for a piece of content; a reaction or a save while it holds.
FEED_ACTS: dict[str, InteractionType] = {
    "view": InteractionType.VIEW,
    "click": InteractionType.CLICK,
    "react": InteractionType.REACT,
    "comment": InteractionType.COMMENT,
    "share": InteractionType.SHARE,
    "save": InteractionType.SAVE,
}

# A tie is made of what one does to another; looking at somebody is far less than turning to them.
TIE_WEIGHTS: dict[SocialInteractionType, float] = {
    SocialInteractionType.MESSAGE_SEND: 1,
    SocialInteractionType.CONNECTION_REQUEST: 1,
    SocialInteractionType.CONNECTION_ACCEPT: 1,
    SocialInteractionType.MENTION: 1,
    SocialInteractionType.TAG: 1,
    SocialInteractionType.GROUP_INVITE: 1,
    SocialInteractionType.MESSAGE_READ: 0.1,
    SocialInteractionType.PROFILE_VISIT: 0.1,
}

WORDS_OF_KIND: dict[str, type[Word]] = {
    "activity": ActivityType,
    "content": InteractionType,
    "social": SocialInteractionType,
}


def _meanings() -> dict[str, dict[str, Any]]:
    """Of each word: kind -> word -> weight, daily_cap, makes_active."""
    return {
        kind: {
            word.value: {
                "weight": word.weight,
                "daily_cap": word.daily_cap,
                "makes_active": word.makes_active,
            }
            for word in words
        }
        for kind, words in WORDS_OF_KIND.items()
    }


@cache
def words_json() -> str:
    """What the SQL needs to know of each word; in the order of WORDS_OF_KIND: its kinds are
    numbers."""
    return _json(list(_meanings().values()))


@cache
def definition_version() -> str:
    """Changes with the formulas, and with the weights of words and ties."""
    return f"{FORMULAS_VERSION}-{_digest(_json(_meanings()) + feed_version())}"


@cache
def feed_version() -> str:
    """Changes with the formulas of feed signals, with their weights and with how they decay."""
    ties = {word.value: weight for word, weight in TIE_WEIGHTS.items()}
    constants = [feed_points(), feed_decay(), ties, TIE_HALF_LIFE_DAYS]
    return f"{FEED_MODEL}-{_digest(orjson.dumps(constants).decode())}"


def tie_values() -> dict[str, list[Any]]:
    """The words that make a tie and their weights, as statements refer to them."""
    return {"words": [word.value for word in TIE_WEIGHTS], "weights": list(TIE_WEIGHTS.values())}


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@cache
def feed_points() -> dict[str, int]:
    """What each of FEED_ACTS is worth, by its name, in hundredths of the vocabulary's weights."""
    return {name: round(100 * word.weight) for name, word in FEED_ACTS.items()}


@cache
def feed_decay() -> list[int]:
    """What is left of an act 0, 1, 2, … days later, up to the horizon, in millionths."""
    ages = range(FEED_HORIZON_DAYS)
    return [round(FEED_WHOLE * 0.5 ** (age / FEED_HALF_LIFE_DAYS)) for age in ages]


def content_score(
    *, viewers: int, likes: int, reactions: int, comments: int, shares: int, saves: int
) -> float:
    """What members did to content, each act worth its word; who views often has viewed once."""
    counts = {
        InteractionType.VIEW: viewers,
        InteractionType.LIKE: likes,
        InteractionType.REACT: reactions,
        InteractionType.COMMENT: comments,
        InteractionType.SHARE: shares,
        InteractionType.SAVE: saves,
    }
    return float(sum(word.weight * count for word, count in counts.items()))


def decayed(value: float, age_seconds: float, half_life_hours: float) -> float:
    """What is left of `value` after so long."""
    return float(value * 2 ** (-age_seconds / (3600 * half_life_hours)))


class Direction(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    STABLE = "stable"


def slope(values: Sequence[float]) -> float:
    """The least-squares slope of `values` at the abscissas 0, 1, 2, …; 0 for fewer than two.

    Of counts it is exact but for the last division.
    """
    n = len(values)
    if n < 2:
        return 0.0
    covariance = sum((2 * x - (n - 1)) * y for x, y in enumerate(values))
    return 6 * covariance / (n * (n * n - 1))


def direction(values: Sequence[float]) -> Direction:
    """Rising or falling when the fitted change from end to end exceeds a tenth of the mean."""
    if not any(values):
        return Direction.STABLE
    change = slope(values) * (len(values) - 1) / (sum(values) / len(values))
    if abs(change) <= TREND_THRESHOLD:
        return Direction.STABLE
    return Direction.RISING if change > 0 else Direction.FALLING


def moving_average(values: Sequence[float], window: int) -> list[float]:
    """The mean of each value and those up to `window - 1` before it."""
    spans = [values[max(0, i - window + 1) : i + 1] for i in range(len(values))]
    return [sum(span) / len(span) for span in spans]
