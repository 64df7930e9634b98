"""What was refused, counted by its kind and reason."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ooumph.errors import DomainError, ErrorCode
from user_activity import tallies
from user_activity.reports.kinds import ReportKind, known
from user_activity.tallies import Outcome, Reason, Tally

UNKNOWN = "unknown"
REASONS = {
    ErrorCode.FORBIDDEN: Reason.FORBIDDEN,
    ErrorCode.INVALID: Reason.INVALID,
    ErrorCode.NOT_FOUND: Reason.NOT_FOUND,
    ErrorCode.RATE_LIMITED: Reason.RATE_LIMITED,
}


def count_refusal(kinds: Iterable[str], error: DomainError) -> None:
    """Count reports of these kinds as rejected; what is no word on them is not."""
    reason = REASONS.get(error.code)
    if reason is not None:
        counts = Counter(kinds)
        tallies.add(Counter({Tally(Outcome.REJECTED, k, reason): n for k, n in counts.items()}))


def kind_of(kind: ReportKind, said: Any) -> str:
    """Such as `activity:search`; `activity` where the word is unknown."""
    word = said.lower() if isinstance(said, str) else None
    return f"{kind.counted_as}:{word}" if word in kind.words._value2member_map_ else kind.counted_as


def kind_of_raw(raw: Any) -> str:
    """The same of an item of `trackEvents`, whatever it is."""
    kind = known(raw.get("kind")) if isinstance(raw, dict) else None
    return kind_of(kind, raw.get(kind.word_field)) if kind else UNKNOWN
