"""What a client reports of itself."""

from datetime import datetime
from typing import Any, Self

import graphene

from ooumph.errors import DomainError
from ooumph.graphql.inputs import (
    ID,
    Choice,
    Flag,
    Instant,
    Integer,
    Item,
    Json,
    ListOf,
    Number,
    Text,
    Unique,
)
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN
from user_activity.graphql.types import (
    ActivityTypeEnum,
    ContentTypeEnum,
    ContextTypeEnum,
    InteractionTypeEnum,
    SocialInteractionTypeEnum,
    TrackEvent,
    TrackRejection,
)
from user_activity.reports import Report, accept, accept_one, parse
from user_activity.reports.accepting import Outcome
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
)

MAX_EVENTS = 500
MAX_NUMBER = 2**31 - 1
TRACKED = "True once durably accepted; false where your consent refuses it, or on an error."


class Common:
    """What every report may carry."""

    metadata = Json(description="Free-form context.")
    event_id = Unique(description="Makes a retry harmless: an id counts once for a member.")
    occurred_at = Instant(description="When it happened, at most seven days ago.")


class TrackActivity(Mutation):
    """Report something one did that concerns no content and no other member."""

    class Meta:
        permission = SIGNED_IN

    class Input(Common):
        activity_type = Choice(ActivityTypeEnum, required=True)
        description = Text(max_length=500, blank=True)
        success = Flag()

    tracked = graphene.Boolean(required=True, default_value=False, description=TRACKED)

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        return cls(tracked=tracked("ACTIVITY", actor, values, activity_type=ActivityType))


class TrackContentInteraction(Mutation):
    """Report what one did to a piece of content; times and depths are the visit's so far."""

    class Meta:
        permission = SIGNED_IN

    class Input(Common):
        content_type = Choice(ContentTypeEnum, required=True)
        content_id = ID(required=True)
        interaction_type = Choice(InteractionTypeEnum, required=True)
        duration_ms = Integer(minimum=0, maximum=MAX_NUMBER)
        scroll_depth = Number(minimum=0, maximum=100, description="Percent.")
        surface = Text(max_length=32, blank=True)
        position = Integer(minimum=0, maximum=MAX_NUMBER)
        impression_id = ID()
        visit_id = ID(description="A `view` and a `viewPost` of one visit are one view.")

    tracked = graphene.Boolean(required=True, default_value=False, description=TRACKED)

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        words = {"content_type": ContentType, "interaction_type": InteractionType}
        return cls(tracked=tracked("CONTENT", actor, values, **words))


class TrackSocialInteraction(Mutation):
    """Report what one did to another member."""

    class Meta:
        permission = SIGNED_IN

    class Input(Common):
        interaction_type = Choice(SocialInteractionTypeEnum, required=True)
        target_user_id = ID()
        context_type = Choice(ContextTypeEnum)
        context_id = ID()

    tracked = graphene.Boolean(required=True, default_value=False, description=TRACKED)

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        words = {"interaction_type": SocialInteractionType, "context_type": ContextType}
        return cls(tracked=tracked("SOCIAL", actor, values, **words))


class TrackProfileVisit(Mutation):
    """Report a visit to another member's profile."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        user_id = ID(required=True)
        duration_ms = Integer(minimum=0, maximum=MAX_NUMBER)
        source = Text(max_length=32, blank=True, description="Where from, such as `search`.")
        event_id = Unique(description=Common.event_id.description)
        occurred_at = Instant(description=Common.occurred_at.description)

    tracked = graphene.Boolean(required=True, default_value=False, description=TRACKED)

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        columns = {"user_id": "target_user_id", "source": "origin"}
        values = {columns.get(name, name): value for name, value in values.items()}
        return cls(tracked=tracked("PROFILE_VISIT", actor, values))


class TrackEvents(Mutation):
    """Report up to 500 events at once; a bad one is refused alone."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        events = ListOf(Item(TrackEvent), max_items=MAX_EVENTS, required=True)
        sent_at = Instant(description="The client's clock on sending: it corrects a wrong one.")

    accepted = graphene.Int(description="Durably kept; a repeated `eventId` counts as kept.")
    ignored = graphene.Int(description="Refused by your consent.")
    rejected = graphene.List(graphene.NonNull(TrackRejection))

    @classmethod
    def perform(
        cls, actor: Any, info: Any, *, events: list[Any], sent_at: datetime | None = None
    ) -> Self:
        outcomes = accept_batch(events, user_id=actor.pk, sent_at=sent_at)
        return cls(
            accepted=sum(outcome.accepted for outcome in outcomes),
            ignored=sum(outcome.ignored for outcome in outcomes),
            rejected=[
                {"index": index, "error": as_error(outcome.error)}
                for index, outcome in enumerate(outcomes)
                if outcome.error is not None
            ],
        )


def tracked(kind: str, actor: Any, values: dict[str, Any], **words: Any) -> bool:
    """Accept one typed report; enums arrive as their values."""
    given = {name: value for name, value in values.items() if value is not None}
    given |= {name: words[name](given[name]) for name in words if name in given}
    return accept_one(Report(kind, given), user_id=actor.pk)


def accept_batch(events: list[Any], *, user_id: int, sent_at: datetime | None) -> list[Outcome]:
    """The outcome of each raw event, in their order."""
    parsed = [_parsed(event) for event in events]
    reports = [report for report in parsed if isinstance(report, Report)]
    accepted = iter(accept(reports, user_id=user_id, sent_at=sent_at))
    return [
        next(accepted) if isinstance(report, Report) else Outcome(error=report) for report in parsed
    ]


def _parsed(event: Any) -> Report | DomainError:
    try:
        return parse(event)
    except DomainError as error:
        return error


def as_error(error: DomainError) -> dict[str, Any]:
    return {"code": error.code.value, "field": error.field, "message": error.message}
