"""What Postgres counted of events: read, and folded so that the table stays small."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum

from ooumph import clock
from user_activity.models import EventTally
from user_activity.tallies import Outcome, Tally

HOURLY_AFTER = timedelta(hours=2)
MONTHLY_AFTER = timedelta(days=60)

# One statement: whoever reads meanwhile, or kills it, sees all of it or nothing. Rows that
# another fold has locked are its own. What was counted and what was taken back stay apart.
FOLD = """
    WITH aged AS (
        SELECT id, outcome, kind, reason, counted_at, events > 0 AS gained, date_trunc(
            CASE WHEN counted_at < %(monthly_before)s THEN 'month' ELSE 'hour' END,
            counted_at, 'UTC') AS period
        FROM event_tally WHERE counted_at < %(hourly_before)s
    ), unfolded AS (
        SELECT outcome, kind, reason, gained, period FROM aged
        GROUP BY outcome, kind, reason, gained, period
        HAVING count(*) > 1 OR min(counted_at) <> period
    ), locked AS (
        SELECT tally.id, period, gained
        FROM event_tally AS tally JOIN aged USING (id)
        JOIN unfolded USING (period, gained)
        WHERE (aged.outcome, aged.kind, aged.reason)
            = (unfolded.outcome, unfolded.kind, unfolded.reason)
        FOR UPDATE OF tally SKIP LOCKED
    ), taken AS (
        DELETE FROM event_tally AS tally USING locked WHERE tally.id = locked.id
        RETURNING period, gained, outcome, kind, reason, events
    ), folded AS (
        INSERT INTO event_tally (id, counted_at, outcome, kind, reason, events)
        SELECT gen_random_uuid(), period, outcome, kind, reason, sum(events)
        FROM taken GROUP BY period, gained, outcome, kind, reason
    )
    SELECT count(*) FROM taken
"""


def hour_of(now: datetime) -> datetime:
    """Where the last sixty clock minutes begin, the running one among them, as Redis counts."""
    return now.replace(second=0, microsecond=0) - timedelta(minutes=59)


@dataclass(frozen=True, slots=True)
class Sums:
    """`holds`: what was counted since ever, less what was taken back, as a replayed dead letter
    is; `counted`: the same without taking back; `last_hour`: what was counted in the last hour."""

    holds: Counter[Tally] = field(default_factory=Counter)
    counted: Counter[Tally] = field(default_factory=Counter)
    last_hour: Counter[Tally] = field(default_factory=Counter)


def sums() -> Sums:
    """What Postgres counted, in one query."""
    gained = Q(events__gt=0)
    recent = gained & Q(counted_at__gte=hour_of(clock.now()))
    rows = EventTally.objects.values_list("outcome", "kind", "reason").annotate(
        holds=Sum("events"),
        counted=Sum("events", filter=gained, default=0),
        recent=Sum("events", filter=recent, default=0),
    )
    found = Sums()
    for outcome, kind, reason, holds, counted, lately in rows:
        tally = Tally(Outcome(outcome), kind, reason)
        found.holds[tally] = holds
        found.counted[tally] = counted
        if lately:
            found.last_hour[tally] = lately
    return found


def fold_tallies() -> int:
    """Fold what is older than two hours into a row an hour, and months that ended more than 60
    days ago into a row a month, of each outcome, kind and reason; how many rows were folded.

    Sums stay what they are.
    """
    now = clock.now().astimezone(UTC)
    month = (now - MONTHLY_AFTER).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    hour = (now - HOURLY_AFTER).replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"monthly_before": month, "hourly_before": hour})
        (folded,) = cursor.fetchone()
    return int(folded)
