"""How well tracking works, as the API shows it; docs/metrics.md defines each number."""

from typing import Any

import graphene

from analytics.freshness import AnalyticsMeta, overview_meta
from analytics.graphql.types import AnalyticsMetaType
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.scalars import DateTime
from ooumph.ranges import DayRange
from user_activity.health.tracking import EventCount, TrackingHealth
from user_activity.tallies import Outcome
from user_activity.zones import platform_today

EventOutcomeEnum = graphql_enum("EventOutcome", Outcome)


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

    meta = graphene.Field(AnalyticsMetaType, required=True, description="Of the platform's today.")
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

    @staticmethod
    def resolve_meta(_health: TrackingHealth, _info: Any) -> AnalyticsMeta:
        today = platform_today()
        return overview_meta(DayRange(today, today))
