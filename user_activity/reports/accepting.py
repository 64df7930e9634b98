"""Whether a client may say what it says, when it happened, and then the door: ActivityService."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings

from ooumph import clock, rate_limits
from ooumph.errors import DomainError, Forbidden, Invalid, Unavailable
from user_activity import consent
from user_activity.buffer import BufferUnavailable
from user_activity.collecting import flush
from user_activity.context import acting_as, current_actor, snapshot
from user_activity.reports.counting import count_refusal, kind_of_raw
from user_activity.reports.parsing import Report, parse
from user_activity.reports.targets import Targets, resolve_target, targets_of
from user_activity.reports.tracking import track_each
from user_activity.services import ActivityService, Done
from user_activity.vocabulary import Source, Word

Track = Callable[[Sequence[Done]], list[bool]]

MAX_BYTES = 1_048_576  # Of `events` as JSON.


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one report: kept (`accepted`), refused by consent (`ignored`), or why not."""

    accepted: bool = False
    error: DomainError | None = None

    @property
    def ignored(self) -> bool:
        return not self.accepted and self.error is None


ACCEPTED, IGNORED = Verdict(accepted=True), Verdict()


@dataclass(frozen=True, slots=True)
class Window:
    """When what is reported now may have happened; `skew`: how far behind the client's clock is."""

    received_at: datetime
    skew: timedelta
    days: int

    def occurred_at(self, claimed: datetime | None) -> datetime:
        """The instant by the server's clock; raises Invalid for one too long ago."""
        if claimed is None:
            return self.received_at
        try:
            occurred_at = min(claimed + self.skew, self.received_at)
        except OverflowError as error:
            raise Invalid("is out of range", field="occurredAt") from error
        if self.received_at - occurred_at > timedelta(days=self.days):
            raise Invalid(f"is more than {self.days} days ago", field="occurredAt")
        return occurred_at


def accept_one(report: Report, *, user_id: int) -> bool:
    """Whether the report is durably kept; False when the member's consent refuses it.

    Raises Forbidden, Invalid or NotFound naming the field, RateLimited, Unavailable.
    """
    rate_limits.spend("tracking", str(user_id))
    (verdict,) = _accept_all([report], user_id, None, track_each)
    if verdict.error is not None:
        raise verdict.error
    _keep()
    return verdict.accepted


def accept_batch(
    events: Sequence[Any], *, user_id: int, sent_at: datetime | None = None
) -> list[Verdict]:
    """Accept each raw event on its own, in their order; durable once this returns.

    `sent_at` is the client's clock when it sent them: it corrects a wrong one. Raises Invalid
    for too many bytes, RateLimited and Unavailable, and then none was kept.
    """
    if _size(events) > MAX_BYTES:
        raise Invalid(f"must be at most {MAX_BYTES} bytes", field="events")
    rate_limits.spend("tracking", str(user_id), cost=max(1, len(events)))
    parsed = [_parsed(event) for event in events]
    reports = [report for report in parsed if isinstance(report, Report)]
    accepted = iter(_accept_all(reports, user_id, sent_at, ActivityService.track_events))
    verdicts = [
        next(accepted) if isinstance(report, Report) else Verdict(error=report) for report in parsed
    ]
    for event, verdict in zip(events, verdicts, strict=True):
        if verdict.error is not None:
            count_refusal([kind_of_raw(event)], verdict.error)
    _keep()
    return verdicts


def _keep() -> None:
    """Let what was accepted, and the counts of what was not, become durable."""
    try:
        flush()
    except BufferUnavailable as error:
        raise Unavailable("The event could not be kept; send it again later.") from error


def _size(events: Sequence[Any]) -> int:
    """Bytes as JSON; an item that JSON cannot say is refused by itself."""
    return len(_encoded(events)) or sum(len(_encoded(event)) for event in events)


def _encoded(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return b""


def _parsed(event: Any) -> Report | DomainError:
    try:
        return parse(event)
    except DomainError as error:
        return error


def _accept_all(
    reports: Sequence[Report], user_id: int, sent_at: datetime | None, track: Track
) -> list[Verdict]:
    """What is the same for all of them is asked once: targets, consent, who and when."""
    received_at = clock.now()
    skew = received_at - sent_at if sent_at else timedelta()
    window = Window(received_at, skew, settings.ACTIVITY_LATE_WINDOW_DAYS)
    targets = targets_of(reports, user_id)
    consents = consent.consents(user_id)
    actor = replace(snapshot(current_actor()), user_id=user_id, consents=consents)
    checked = [_checked(report, user_id, window, targets) for report in reports]
    with clock.at(received_at), acting_as(actor):
        done = [each for each in checked if not isinstance(each, DomainError)]
        kept = iter(track(done))
    return [
        Verdict(error=each)
        if isinstance(each, DomainError)
        else ACCEPTED
        if next(kept)
        else IGNORED
        for each in checked
    ]


def _checked(report: Report, user_id: int, window: Window, targets: Targets) -> Done | DomainError:
    values = report.values
    try:
        _check_word(report)
        values["occurred_at"] = window.occurred_at(values.get("occurred_at"))
        resolve_target(report, user_id, targets)
        event_id = values.get("event_id")
        values["user_id"], values["source"] = user_id, Source.CLIENT
        values["keys"] = (event_id,) if event_id else ()
        return report.kind.done(values)
    except DomainError as error:
        return error


def _check_word(report: Report) -> None:
    values = report.values
    event_id = values.get("event_id")
    if event_id is not None and event_id.version == 5:
        raise Invalid("must not be a UUID of version 5: those are the server's", field="eventId")
    said: Word | None = values.get("activity_type") or values.get("interaction_type")
    if said is not None and not said.client_may_report:
        raise Forbidden(
            f"{said.name} is recorded by the server alone.", field=report.kind.word_field
        )
