"""What staff ask to be explained, checked against what the statistic takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from account.models import User
from analytics.explaining.statistic import About, Statistic
from analytics.scoring import WORDS_OF_KIND
from analytics.social.network import NetworkKind
from ooumph import clock
from ooumph.errors import Invalid
from ooumph.ids import as_number
from ooumph.ranges import FIRST_DAY, LAST_DAY, DayRange, day_range
from user_activity import floors
from user_activity.selectors import TABLES, instants_of, member_for
from user_activity.zones import platform_zone, zone_of

MARGIN = timedelta(hours=3)  # An hour repeated at midnight: the local date decides.
PASSIVE = [
    f"{kind}:{word}"
    for kind, words in WORDS_OF_KIND.items()
    for word in words
    if not word.makes_active
]
FIELDS = {
    "user_id": "userId",
    "target_user_id": "targetUserId",
    "content_type": "contentType",
    "content_id": "contentId",
    "word": "word",
    "network": "network",
    "hour": "hour",
    "device": "device",
    "began_at": "beganAt",
    "session_id": "sessionId",
}


@dataclass(frozen=True, slots=True)
class Question:
    """`values`: of the statement; `one_member`: of a statistic of everybody's, one's share."""

    statistic: Statistic
    days: DayRange
    zone: ZoneInfo
    user_id: int | None
    values: dict[str, Any]

    @property
    def one_member(self) -> bool:
        return self.statistic.about is About.ITEM and self.user_id is not None


def question(
    *, viewer: User, statistic: Statistic, given: Mapping[str, Any], asked: Mapping[str, Any] | None
) -> Question:
    """Raises Invalid for what is missing, not to be said or cannot be, or lies before the floor;
    NotFound for a member."""
    named = {name: value for name, value in given.items() if value is not None}
    _check_names(statistic, named)
    member = _member(viewer, statistic, named)
    zone = zone_of(member) if member and statistic.about.of_member else platform_zone()
    days = _days(statistic, named, asked, zone)
    begins, ends = instants_of(days.first, days.last, zone)
    begins -= timedelta(days=statistic.days_before)
    _check_floor(statistic, begins)
    user_id = None if member is None else member.pk
    values = {
        "user": user_id,
        "target": _target(named),
        "content_type": named.get("content_type"),
        "content_id": named.get("content_id"),
        "word": _word(statistic, named),
        "words": _words(named),
        "hour": named.get("hour"),
        "device": named.get("device"),
        "began_at": named.get("began_at"),
        "session": _session(named),
        "zone": zone.key,
        "first": days.first,
        "last": days.last,
        "begins": begins - MARGIN,
        "ends": ends + timedelta(days=statistic.days_after) + MARGIN,
        "passive": PASSIVE,
    }
    return Question(statistic, days, zone, user_id, values)


def _check_names(statistic: Statistic, named: Mapping[str, Any]) -> None:
    required = {*statistic.about.value.must, *statistic.needs}
    for name, field in FIELDS.items():
        if name in required and name not in named:
            raise Invalid("This statistic needs it.", field=field)
        if name in named and name not in statistic.arguments:
            raise Invalid("It has no part in this statistic.", field=field)


def _member(viewer: User, statistic: Statistic, named: Mapping[str, Any]) -> User | None:
    """Whose numbers; oneself where a member's are asked for and nobody is named."""
    if "user_id" not in named and statistic.about not in (About.MEMBER, About.PAIR):
        return None
    if not statistic.by_member and "user_id" in named:
        raise Invalid("It has no part in this statistic.", field="userId")
    member: User = member_for(viewer=viewer, user_id=named.get("user_id"))
    return member


def _days(
    statistic: Statistic, named: Mapping[str, Any], asked: Mapping[str, Any] | None, zone: ZoneInfo
) -> DayRange:
    began_at: datetime | None = named.get("began_at")
    if began_at is None:
        return day_range(asked, today=clock.today(zone))
    if asked is not None:
        raise Invalid("A session has its own days.", field="range")
    if not FIRST_DAY <= began_at.date() <= LAST_DAY:
        raise Invalid(f"Days are from {FIRST_DAY} to {LAST_DAY}.", field="beganAt")
    first = began_at.astimezone(zone).date()
    # A session is at most 24 hours long, and a day at least 23.
    return DayRange(first, first + timedelta(days=2))


def _check_floor(statistic: Statistic, begins: datetime) -> None:
    known = [floors.floor(TABLES[kind][0]._meta.db_table) for kind in statistic.kinds]
    floor = max((each for each in known if each), default=None)
    if floor is not None and begins < floor:
        raise Invalid(
            f"Retention has removed rows from before {floor.isoformat()}: what was counted of "
            "them stays, and cannot be explained.",
            field="range",
        )


def _target(named: Mapping[str, Any]) -> int | None:
    text = named.get("target_user_id")
    if text is None:
        return None
    number = as_number(text)
    if number is None:
        raise Invalid("This is no member's id.", field="targetUserId")
    return number


def _word(statistic: Statistic, named: Mapping[str, Any]) -> str | None:
    if "word" not in named:
        return None
    word: str = named["word"].strip().lower()
    if not any(word in {each.value for each in WORDS_OF_KIND[kind]} for kind in statistic.kinds):
        raise Invalid("This is no word of the rows that it counts.", field="word")
    return word


def _words(named: Mapping[str, Any]) -> list[str]:
    return (
        [word.value for word in NetworkKind(named["network"]).words] if "network" in named else []
    )


def _session(named: Mapping[str, Any]) -> UUID:
    try:
        return UUID(named.get("session_id", str(UUID(int=0))))
    except ValueError:
        raise Invalid("This is no session's id.", field="sessionId") from None
