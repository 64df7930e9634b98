"""Whether a client may say what it says, when it happened, and then the door: ActivityService."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from ooumph import clock
from ooumph.errors import DomainError, Forbidden, Invalid, NotFound, Unavailable
from user_activity import graph as lookups
from user_activity import metrics
from user_activity.buffer import BufferUnavailable
from user_activity.collecting import acting, flush
from user_activity.reports.parsing import Report
from user_activity.services import ActivityService
from user_activity.visits import view_id
from user_activity.vocabulary import InteractionType, SocialInteractionType, Source, Word

TARGET_FIELDS = {"SOCIAL": "targetUserId", "PROFILE_VISIT": "userId"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: kept (`accepted`), refused by consent (`ignored`), or why not."""

    accepted: bool = False
    error: DomainError | None = None

    @property
    def ignored(self) -> bool:
        return not self.accepted and self.error is None


@dataclass(frozen=True, slots=True)
class Targets:
    """Which of the members that the reports name exist, and which are blocked either way."""

    existing: frozenset[int]
    blocked: frozenset[int]
    unresolved: Mapping[str, Any]


def accept_one(report: Report, *, user_id: int) -> bool:
    """Whether the report is durably kept; False when the member's consent refuses it.

    Raises Forbidden, Invalid or NotFound naming the field, Unavailable.
    """
    (outcome,) = accept([report], user_id=user_id)
    if outcome.error is not None:
        raise outcome.error
    return outcome.accepted


def accept(
    reports: Sequence[Report], *, user_id: int, sent_at: datetime | None = None
) -> list[Outcome]:
    """Accept each report on its own; durable once this returns.

    `sent_at` is the client's clock when it sent them: it corrects a wrong one. Raises
    Unavailable, and then none was kept.
    """
    received_at = clock.now()
    skew = received_at - sent_at if sent_at else timedelta()
    targets = _targets(reports, user_id)
    with clock.at(received_at):
        outcomes = [_accept(report, user_id, received_at, skew, targets) for report in reports]
    try:
        flush()
    except BufferUnavailable as error:
        raise Unavailable("The event could not be kept; send it again later.") from error
    return outcomes


def _accept(
    report: Report, user_id: int, received_at: datetime, skew: timedelta, targets: Targets
) -> Outcome:
    try:
        values = dict(report.values)
        _check_word(report)
        values["occurred_at"] = _occurred_at(values.get("occurred_at"), received_at, skew)
        values |= _checked_target(report, user_id, targets)
        with acting():
            return Outcome(accepted=TRACK[report.kind](user_id, values))
    except DomainError as error:
        metrics.REFUSED.labels(reason=error.code.value.lower()).inc()
        return Outcome(error=error)


def _check_word(report: Report) -> None:
    event_id = report.values.get("event_id")
    if event_id is not None and event_id.version == 5:
        raise Invalid("must not be a UUID of version 5: those are the server's", field="eventId")
    name = "activityType" if report.kind == "ACTIVITY" else "interactionType"
    said: Word | None = report.values.get("activity_type") or report.values.get("interaction_type")
    if said is not None and not said.client_may_report:
        raise Forbidden(f"{said.name} is recorded by the server alone.", field=name)


def _occurred_at(claimed: datetime | None, received_at: datetime, skew: timedelta) -> datetime:
    if claimed is None:
        return received_at
    try:
        occurred_at = min(claimed + skew, received_at)
    except OverflowError as error:
        raise Invalid("is out of range", field="occurredAt") from error
    window_days = settings.ACTIVITY_LATE_WINDOW_DAYS
    if occurred_at < received_at - timedelta(days=window_days):
        raise Invalid(f"is more than {window_days} days ago", field="occurredAt")
    return occurred_at


def _targets(reports: Sequence[Report], user_id: int) -> Targets:
    """One query for all targets; one guarded look-up for blocks, which may stay unknown."""
    named = {
        int(target)
        for report in reports
        if (target := report.values.get("target_user_id")) and _is_member_id(target)
    } - {user_id}
    if not named:
        return Targets(frozenset(), frozenset(), {})
    existing = (
        get_user_model().objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True)
    )
    try:
        blocked, unresolved = lookups.blocked_with(user_id, named), {}
    except lookups.LookupFailed as failure:
        blocked, unresolved = set(), {"unresolved": {"blocks": failure.reason}}
    return Targets(frozenset(existing), frozenset(blocked), unresolved)


def _is_member_id(raw: str) -> bool:
    return raw.isascii() and raw.isdecimal() and len(raw) <= 18


def _checked_target(report: Report, user_id: int, targets: Targets) -> dict[str, Any]:
    """The target as a column holds it, and what could not be resolved about it."""
    target = report.values.get("target_user_id")
    if target is None:
        return {}
    field = TARGET_FIELDS[report.kind]
    if target == str(user_id):
        raise Invalid("must be another member", field=field)
    if not _is_member_id(target) or int(target) not in targets.existing - targets.blocked:
        raise NotFound(field=field)
    metadata = {**report.values.get("metadata", {}), **targets.unresolved}
    return {"target_user_id": int(target), "metadata": metadata}


def _common(user_id: int, values: dict[str, Any]) -> dict[str, Any]:
    event_id = values.get("event_id")
    keys = (event_id,) if event_id else ()
    return {"user_id": user_id, "source": Source.CLIENT, "keys": keys, **values}


def _track_activity(user_id: int, values: dict[str, Any]) -> bool:
    return ActivityService.track_activity(**_common(user_id, values))


def _track_content(user_id: int, values: dict[str, Any]) -> bool:
    """A view that names its visit is the same as the product's own view of that visit."""
    common = _common(user_id, values)
    if values["interaction_type"] is InteractionType.VIEW and values.get("visit_id"):
        derived = view_id(user_id, values["content_type"], values["content_id"], values["visit_id"])
        common |= {"event_id": derived, "keys": (*common["keys"], derived)}
    return ActivityService.track_content_interaction(**common)


def _track_social(user_id: int, values: dict[str, Any]) -> bool:
    if values["interaction_type"] is SocialInteractionType.PROFILE_VISIT:
        if values.get("target_user_id") is None:
            raise Invalid("is required", field="targetUserId")
        unused = ("interaction_type", "context_type", "context_id")
        return _track_visit(user_id, {n: v for n, v in values.items() if n not in unused})
    return ActivityService.track_social_interaction(**_common(user_id, values))


def _track_visit(user_id: int, values: dict[str, Any]) -> bool:
    values = dict(values)
    return ActivityService.track_profile_visit(
        visited_user_id=values.pop("target_user_id"), **_common(user_id, values)
    )


TRACK: Mapping[str, Callable[[int, dict[str, Any]], bool]] = {
    "ACTIVITY": _track_activity,
    "CONTENT": _track_content,
    "SOCIAL": _track_social,
    "PROFILE_VISIT": _track_visit,
}
