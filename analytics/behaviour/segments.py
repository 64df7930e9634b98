"""How a member comes and goes, in one word and with its reason.

Counted in active days out of 28, as the field counts them ("L28": days active in the last 28).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WINDOW_DAYS = 28  # Four of each weekday.
NEW_DAYS = 14
QUIET_DAYS = 14
POWER_DAYS = 20  # Five days a week.
REGULAR_DAYS = 8  # Two days a week.
FALL_FROM_DAYS = 4  # A fall from fewer active days is seldom told from chance.


class Segment(StrEnum):
    """How a member comes and goes."""

    NEW = "new"
    CASUAL = "casual"
    REGULAR = "regular"
    POWER = "power"
    AT_RISK = "at_risk"
    DORMANT = "dormant"

    @property
    def description(self) -> str:
        return {
            "new": f"First active fewer than {NEW_DAYS} days ago.",
            "casual": f"Active on fewer than {REGULAR_DAYS} of the last {WINDOW_DAYS} days.",
            "regular": f"Active on {REGULAR_DAYS} to {POWER_DAYS - 1} of {WINDOW_DAYS} days.",
            "power": f"Active on at least {POWER_DAYS} of {WINDOW_DAYS} days.",
            "at_risk": f"Not active for {QUIET_DAYS} days, or half as often as before.",
            "dormant": f"Not active for {WINDOW_DAYS} days.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Presence:
    """A member's active days up to the day `on`: in the last 28 days, in the 28 before."""

    on: date
    joined_on: date
    first_active_on: date | None
    last_active_on: date | None
    recent: int
    before: int


def segment_of(presence: Presence) -> tuple[Segment, str]:
    """The segment, and why."""
    if presence.first_active_on is None or presence.last_active_on is None:
        return _never_active(presence)
    age = (presence.on - presence.first_active_on).days
    if age < NEW_DAYS:
        return Segment.NEW, f"First active {_ago(age)}."
    silence = (presence.on - presence.last_active_on).days
    if silence >= QUIET_DAYS:
        gone = Segment.DORMANT if silence >= WINDOW_DAYS else Segment.AT_RISK
        return gone, f"Last active {_ago(silence)}."
    counted = f"Active on {presence.recent} of the last {WINDOW_DAYS} days"
    if presence.before >= FALL_FROM_DAYS and 2 * presence.recent <= presence.before:
        return Segment.AT_RISK, f"{counted}, after {presence.before} of the {WINDOW_DAYS} before."
    if presence.recent >= POWER_DAYS:
        return Segment.POWER, f"{counted}."
    often = presence.recent >= REGULAR_DAYS
    return (Segment.REGULAR if often else Segment.CASUAL), f"{counted}."


def _never_active(presence: Presence) -> tuple[Segment, str]:
    age = max((presence.on - presence.joined_on).days, 0)
    segment = Segment.NEW if age < NEW_DAYS else Segment.DORMANT
    return segment, f"Joined {_ago(age)} and has not been active."


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{days} day{'s' if days > 1 else ''} ago"
