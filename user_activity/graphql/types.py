"""The words as enums, the timeline's entries, and what a batch of reports came to."""

from typing import Any

import graphene

from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.errors import MutationError
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import JSON, DateTime
from user_activity import vocabulary
from user_activity.events import Kind
from user_activity.health.tracking import EventCount
from user_activity.selectors import Entry
from user_activity.tallies import Outcome

ActivityTypeEnum = graphql_enum("ActivityTypeEnum", vocabulary.ActivityType)
ContentTypeEnum = graphql_enum("ContentTypeEnum", vocabulary.ContentType)
InteractionTypeEnum = graphql_enum("InteractionTypeEnum", vocabulary.InteractionType)
SocialInteractionTypeEnum = graphql_enum(
    "SocialInteractionTypeEnum", vocabulary.SocialInteractionType
)
ContextTypeEnum = graphql_enum("ContextTypeEnum", vocabulary.ContextType)
EventSourceEnum = graphql_enum("EventSource", vocabulary.Source)
ActivityKindEnum = graphql_enum("ActivityKind", Kind)
EventOutcomeEnum = graphql_enum("EventOutcome", Outcome)


class TrackEvent(graphene.Scalar):
    """One event of `trackEvents`: `{kind: ACTIVITY | CONTENT | SOCIAL | PROFILE_VISIT, …}` with
    the field names of the single mutation. Sent as a variable; each is validated on its own."""

    @staticmethod
    def parse_value(value: Any) -> Any:
        return value

    serialize = parse_value


class TrackRejection(graphene.ObjectType):
    """Why one event of a batch was refused."""

    index = graphene.Int(required=True, description="Its place in `events`, from 0.")
    error = graphene.Field(MutationError, required=True)


class ActivityEntryType(graphene.ObjectType):
    """One recorded row of a member's timeline; what its kind does not have is null."""

    class Meta:
        name = "ActivityEntry"

    id = graphene.ID(required=True, description="The event's id.")
    act_id = graphene.ID(required=True, description="Shared by the rows of one act.")
    kind = graphene.Field(ActivityKindEnum, required=True)
    user_id = graphene.ID(required=True)
    type = graphene.String(required=True, description="A word of the kind's enum.")
    occurred_at = DateTime(required=True)
    received_at = DateTime(required=True)
    source = graphene.Field(EventSourceEnum, required=True)
    device = graphene.String(description="Class/system/browser families.")
    session_id = graphene.ID()
    metadata = JSON(required=True)
    description = graphene.String()
    success = graphene.Boolean()
    content_type = graphene.Field(ContentTypeEnum)
    content_id = graphene.ID()
    author_id = graphene.ID()
    duration_ms = graphene.Int()
    scroll_depth = graphene.Float()
    surface = graphene.String()
    position = graphene.Int()
    target_user_id = graphene.ID()
    context_type = graphene.Field(ContextTypeEnum)
    context_id = graphene.ID()

    @staticmethod
    def resolve_id(entry: Entry, _info: Any) -> str:
        return str(entry.event_id)

    @staticmethod
    def resolve_kind(entry: Entry, _info: Any) -> str:
        return entry.kind.value

    @staticmethod
    def resolve_type(entry: Entry, _info: Any) -> str:
        return entry.type.upper()


ActivityConnection = connection_of(ActivityEntryType)


class TrackedTableType(graphene.ObjectType):
    """One of the three tables of events, with all its partitions."""

    class Meta:
        name = "TrackedTable"

    name = graphene.String(required=True)
    rows = graphene.BigInt(required=True, description="Estimated.")
    bytes = graphene.BigInt(required=True, description="Of heap, indexes and TOAST.")


class HandlerLatencyType(graphene.ObjectType):
    """How long a part of capture keeps its caller, since the processes started."""

    class Meta:
        name = "HandlerLatency"

    name = graphene.String(required=True)
    p50_ms = graphene.Float(required=True, name="p50Ms")
    p95_ms = graphene.Float(required=True, name="p95Ms")
    calls = graphene.BigInt(required=True)


class EventCountType(graphene.ObjectType):
    """How many events of a kind came to an outcome; null while a part of it cannot be read."""

    class Meta:
        name = "EventCount"

    outcome = graphene.Field(EventOutcomeEnum, required=True)
    kind = graphene.String(required=True, description="Such as `content:view`.")
    reason = graphene.String(required=True, description="Why; empty where there is no question.")
    last_hour = graphene.BigInt()
    total = graphene.BigInt(description="Since ever, less the dead letters that were replayed.")

    @staticmethod
    def resolve_outcome(count: EventCount, _info: Any) -> str:
        return count.outcome.value


class TrackedShareType(graphene.ObjectType):
    """How much of a kind of act capture had recorded, as the graph tells; of a day compared."""

    class Meta:
        name = "TrackedShare"

    day = graphene.Date(required=True, description="In the platform's zone.")
    kind = graphene.String(required=True, description="Such as `comment` or `read message`.")
    things = graphene.BigInt(required=True, description="Those that were to be recorded.")
    tracked = graphene.BigInt(required=True, description="Capture recorded all their rows.")
    backfilled = graphene.BigInt(required=True, description="Recorded by a backfill.")
    missing = graphene.BigInt(required=True, description="When compared.")
    refused = graphene.BigInt(required=True, description="By consent; none of `things`.")
    share = graphene.Float(required=True, description="`tracked` of `things`, 0 to 1.")


class TrackingHealthType(graphene.ObjectType):
    """How well tracking works now; what Redis alone knows is null while it is away."""

    class Meta:
        name = "TrackingHealth"

    accepted_last_hour = graphene.BigInt()
    stored_last_hour = graphene.BigInt(required=True)
    failed_last_hour = graphene.BigInt(description="Dead letters and losses.")
    success_rate = graphene.Float(description="0 to 1, of the last hour; null from nothing.")
    buffer_depth = graphene.BigInt(description="Events that wait to be stored.")
    oldest_buffered_seconds = graphene.Float()
    dead_letters = graphene.BigInt(required=True, description="Events that wait to be replayed.")
    aggregation_lag_seconds = graphene.Float(required=True)
    default_partition_rows = graphene.BigInt(
        required=True, description="Rows that lie in no month: more than 0 is an alarm."
    )
    tables = graphene.List(graphene.NonNull(TrackedTableType), required=True)
    slowest_handlers = graphene.List(graphene.NonNull(HandlerLatencyType), required=True)
    counts = graphene.List(graphene.NonNull(EventCountType), required=True)
    worker_seen_at = DateTime(description="Null after a minute of silence.")
    drained_at = DateTime(description="All that was accepted by then has been stored.")
    retention_ran_at = DateTime()
    tracked_shares = graphene.List(
        graphene.NonNull(TrackedShareType),
        required=True,
        description="Of the latest day compared with the graph; kinds that happened.",
    )
