"""What was refused, counted by its kind and reason."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ooumph.errors import DomainError, ErrorCode
from user_activity import tallies
from user_activity.events import Kind
from user_activity.tallies import Outcome, Reason, Tally
from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType, Word

UNKNOWN = "unknown"
REASONS = {
    ErrorCode.FORBIDDEN: Reason.FORBIDDEN,
    ErrorCode.INVALID: Reason.INVALID,
    ErrorCode.NOT_FOUND: Reason.NOT_FOUND,
    ErrorCode.RATE_LIMITED: Reason.RATE_LIMITED,
}
# By the kind of a report: the kind of its rows, and the words that complete it.
ROW_KINDS: Mapping[str, tuple[str, type[Word]]] = {
    "ACTIVITY": (Kind.ACTIVITY, ActivityType),
    "CONTENT": (Kind.CONTENT, InteractionType),
    "SOCIAL": (Kind.SOCIAL, SocialInteractionType),
}
VISIT = f"{Kind.SOCIAL}:{SocialInteractionType.PROFILE_VISIT}"


def count_refusal(kinds: Iterable[str], error: DomainError) -> None:
    """Count reports of these kinds as rejected; what is no word on them is not."""
    reason = REASONS.get(error.code)
    if reason is not None:
        counts = Counter(kinds)
        tallies.add(Counter({Tally(Outcome.REJECTED, k, reason): n for k, n in counts.items()}))


def kind_of(kind: Any, said: Any) -> str:
    """Such as `activity:search`; `activity` where the word is unknown."""
    if kind == "PROFILE_VISIT":
        return VISIT
    prefix, words = (
        ROW_KINDS.get(kind, (UNKNOWN, Word)) if isinstance(kind, str) else (UNKNOWN, Word)
    )
    word = said.lower() if isinstance(said, str) else None
    return f"{prefix}:{word}" if word in words._value2member_map_ else prefix


def kind_of_raw(raw: Any) -> str:
    """The same of an item of `trackEvents`, whatever it is."""
    if not isinstance(raw, dict):
        return UNKNOWN
    kind = raw.get("kind")
    return kind_of(kind, raw.get("activityType" if kind == "ACTIVITY" else "interactionType"))
