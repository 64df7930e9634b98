"""Formulas: what words are worth, and what a series of counts says about its direction."""

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

import orjson

from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

FORMULAS_VERSION = 3  # Raise it with any change of a formula here or in sql/.
TREND_WINDOW_DAYS = 7
TREND_THRESHOLD = 0.1
VISIT_CAP_MS = 30 * 60 * 1000  # What is reported beyond is a tab that was left open.
TIE_HALF_LIFE_DAYS = 30
CONTENT_TREND_HALF_LIFE_HOURS = 24  # Every hour of the day weighs alike; docs/metrics.md.
MOVING_AVERAGE_PERIODS = {"daily": 7, "weekly": 4, "monthly": 3}

KINDS: dict[str, type[Word]] = {
    "activity": ActivityType,
    "content": InteractionType,
    "social": SocialInteractionType,
}


@cache
def vocabulary_json() -> str:
    """What the SQL needs to know of each word: kind -> word -> weight, daily_cap, makes_active."""
    meanings = {
        kind: {
            word.value: {
                "weight": word.weight,
                "daily_cap": word.daily_cap,
                "makes_active": word.makes_active,
            }
            for word in words
        }
        for kind, words in KINDS.items()
    }
    return orjson.dumps(meanings, option=orjson.OPT_SORT_KEYS).decode()


@cache
def words_json() -> str:
    """The same as a list, in the order of KINDS: the SQL's kinds are numbers."""
    meanings = orjson.loads(vocabulary_json())
    return orjson.dumps([meanings[kind] for kind in KINDS]).decode()


@cache
def definition_version() -> str:
    """Changes with the formulas and with the vocabulary's weights."""
    return f"{FORMULAS_VERSION}-{hashlib.sha256(vocabulary_json().encode()).hexdigest()[:8]}"


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
