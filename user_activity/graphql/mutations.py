"""What a client reports of itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self

import graphene

from ooumph.graphql.errors import as_mutation_error
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
from user_activity.reports import KINDS, Report, accept_batch, accept_one, count_refusal
from user_activity.reports.counting import UNKNOWN, kind_of, kind_of_raw
from user_activity.reports.kinds import ReportKind
from user_activity.validation import MAX_INTEGER
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Word,
)

MAX_EVENTS = 500


class Common:
    """What every report may carry."""

    metadata = Json(description="Free-form context.")
    event_id = Unique(description="Makes a retry harmless: an id counts once for a member.")
    occurred_at = Instant(description="When it happened, at most seven days ago.")


class Reporting(Mutation):
    """A mutation that reports events; those of a refused one are counted with the reason."""

    class Meta:
        abstract = True

    @classmethod
    def _mutate(cls, _root: Any, info: Any, **arguments: Any) -> Any:
        payload = super()._mutate(_root, info, **arguments)
        for error in payload.errors or ():
            count_refusal(cls.kinds(arguments["input"]), error)
        return payload

    @classmethod
    def kinds(cls, given: Mapping[str, Any]) -> Iterable[str]:
        """The kind of each event in what a client sent, unchecked."""
        raise NotImplementedError


class Tracking(Reporting):
    """A mutation that reports one event, of the kind `kind`."""

    class Meta:
        abstract = True

    kind: ReportKind
    words: Mapping[str, type[Word]] = {}
    tracked = graphene.Boolean(
        required=True,
        default_value=False,
        description="True once durably accepted; "
        "false where your consent refuses it, or on an error.",
    )

    @classmethod
    def kinds(cls, given: Mapping[str, Any]) -> Iterable[str]:
        said = given.get("activity_type") or given.get("interaction_type")
        return [kind_of(cls.kind, getattr(said, "value", said))]

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        """Accept one typed report; enums arrive as their values."""
        given = {name: value for name, value in values.items() if value is not None}
        given |= {name: word(given[name]) for name, word in cls.words.items() if name in given}
        return cls(tracked=accept_one(Report(cls.kind, given), user_id=actor.pk))


class TrackActivity(Tracking):
    """Report something one did that concerns no content and no other member."""

    class Meta:
        permission = SIGNED_IN

    kind = KINDS["ACTIVITY"]
    words = {"activity_type": ActivityType}

    class Input(Common):
        activity_type = Choice(ActivityTypeEnum, required=True)
        description = Text(max_length=500, blank=True)
        success = Flag()


class TrackContentInteraction(Tracking):
    """Report what one did to a piece of content; times and depths are the visit's so far."""

    class Meta:
        permission = SIGNED_IN

    kind = KINDS["CONTENT"]
    words = {"content_type": ContentType, "interaction_type": InteractionType}

    class Input(Common):
        content_type = Choice(ContentTypeEnum, required=True)
        content_id = ID(required=True)
        interaction_type = Choice(InteractionTypeEnum, required=True)
        duration_ms = Integer(minimum=0, maximum=MAX_INTEGER)
        scroll_depth = Number(minimum=0, maximum=100, description="Percent.")
        surface = Text(max_length=32, blank=True)
        position = Integer(minimum=0, maximum=MAX_INTEGER)
        impression_id = ID()
        visit_id = ID(description="A `view` and a `viewPost` of one visit are one view.")


class TrackSocialInteraction(Tracking):
    """Report what one did to another member."""

    class Meta:
        permission = SIGNED_IN

    kind = KINDS["SOCIAL"]
    words = {"interaction_type": SocialInteractionType, "context_type": ContextType}

    class Input(Common):
        interaction_type = Choice(SocialInteractionTypeEnum, required=True)
        target_user_id = ID()
        context_type = Choice(ContextTypeEnum)
        context_id = ID()


class TrackProfileVisit(Tracking):
    """Report a visit to another member's profile."""

    class Meta:
        permission = SIGNED_IN

    kind = KINDS["PROFILE_VISIT"]

    class Input:
        user_id = ID(required=True)
        duration_ms = Integer(minimum=0, maximum=MAX_INTEGER)
        source = Text(max_length=32, blank=True, description="Where from, such as `search`.")
        event_id = Unique(description=Common.event_id.description)
        occurred_at = Instant(description=Common.occurred_at.description)

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Self:
        columns = {"user_id": "target_user_id", "source": "origin"}
        values = {columns.get(name, name): value for name, value in values.items()}
        return super().perform(actor, info, **values)


class TrackEvents(Reporting):
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
        verdicts = accept_batch(events, user_id=actor.pk, sent_at=sent_at)
        return cls(
            accepted=sum(verdict.accepted for verdict in verdicts),
            ignored=sum(verdict.ignored for verdict in verdicts),
            rejected=[
                {"index": index, "error": as_mutation_error(verdict.error)}
                for index, verdict in enumerate(verdicts)
                if verdict.error is not None
            ],
        )

    @classmethod
    def kinds(cls, given: Mapping[str, Any]) -> Iterable[str]:
        events = given["events"]
        return map(kind_of_raw, events) if len(events) <= MAX_EVENTS else [UNKNOWN] * len(events)
