"""What Postgres counted of events: read, and folded so that the table stays small."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum

from ooumph import clock
from user_activity.models import EventTally
from user_activity.tallies import Outcome, Tally

HOURLY_AFTER = timedelta(hours=2)
MONTHLY_AFTER = timedelta(days=60)

# One statement: whoever reads meanwhile, or kills it, sees all of it or nothing. Rows that
# another fold has locked are its own.
FOLD = """
    WITH aged AS (
        SELECT id, outcome, kind, reason, counted_at, date_trunc(
            CASE WHEN counted_at < %(monthly_before)s THEN 'month' ELSE 'hour' END,
            counted_at, 'UTC') AS period
        FROM event_tally WHERE counted_at < %(hourly_before)s
    ), unfolded AS (
        SELECT outcome, kind, reason, period FROM aged
        GROUP BY outcome, kind, reason, period HAVING count(*) > 1 OR min(counted_at) <> period
    ), locked AS (
        SELECT event_tally.id, period
        FROM event_tally JOIN aged USING (id)
        JOIN unfolded USING (period)
        WHERE (aged.outcome, aged.kind, aged.reason)
            = (unfolded.outcome, unfolded.kind, unfolded.reason)
        FOR UPDATE OF event_tally SKIP LOCKED
    ), taken AS (
        DELETE FROM event_tally USING locked WHERE event_tally.id = locked.id
        RETURNING locked.period, event_tally.outcome, event_tally.kind, event_tally.reason,
            event_tally.events
    ), folded AS (
        INSERT INTO event_tally (id, counted_at, outcome, kind, reason, events)
        SELECT gen_random_uuid(), period, outcome, kind, reason, sum(events)
        FROM taken GROUP BY period, outcome, kind, reason
    )
    SELECT count(*) FROM taken
"""


def hour_of(now: datetime) -> datetime:
    """Where the last sixty clock minutes begin, the running one among them, as Redis counts."""
    return now.replace(second=0, microsecond=0) - timedelta(minutes=59)


def sums() -> tuple[Counter[Tally], Counter[Tally]]:
    """What was counted in Postgres since ever, and in the last hour."""
    recent = Q(counted_at__gte=hour_of(clock.now()))
    rows = EventTally.objects.values_list("outcome", "kind", "reason").annotate(
        total=Sum("events"), recent=Sum("events", filter=recent, default=0)
    )
    total: Counter[Tally] = Counter()
    hour: Counter[Tally] = Counter()
    for outcome, kind, reason, since_ever, lately in rows:
        tally = Tally(Outcome(outcome), kind, reason)
        total[tally] = since_ever
        if lately:
            hour[tally] = lately
    return total, hour


def fold_tallies() -> int:
    """Fold what is older than two hours into a row an hour, and months that ended more than 60
    days ago into a row a month; how many rows were folded. Sums stay what they are."""
    now = clock.now().astimezone(UTC)
    month = (now - MONTHLY_AFTER).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    hour = (now - HOURLY_AFTER).replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"monthly_before": month, "hourly_before": hour})
        (folded,) = cursor.fetchone()
    return int(folded)
