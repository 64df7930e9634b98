"""Which days are compared, and what is kept of it for operators."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from redis import RedisError

from analytics.reconciling.comparing import Compared, compare
from ooumph import clock
from ooumph.errors import Unavailable
from ooumph.ids import new_id
from user_activity import floors, stream
from user_activity.buffer import BufferUnavailable
from user_activity.models import TrackedShare
from user_activity.partitions import ensure_partitions
from user_activity.selectors import instants_of
from user_activity.zones import platform_zone

SETTLING = timedelta(minutes=1)  # From a change of the graph until its events are buffered.
DAYS_CAUGHT_UP = 7


class NotComparedError(Exception):
    """Nothing can be said of a day; the message says why."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day came to; `through`: until then, as what is later may still be on its way."""

    day: date
    through: datetime
    compared: Sequence[Compared]
    is_whole: bool


def yesterday() -> date:
    return clock.today(platform_zone()) - timedelta(days=1)


def reconcile(first: date, last: date, *, backfill: bool, dry_run: bool = False) -> Iterator[Day]:
    """Each day of the platform's zone, compared, put back where `backfill`, and kept, unless it
    is a rehearsal. Raises NotComparedError."""
    if not settings.ACTIVITY_TRACKING:
        raise NotComparedError("Tracking is switched off: nothing should be recorded.")
    for number in range((last - first).days + 1):
        yield _reconciled(first + timedelta(days=number), backfill and not dry_run, not dry_run)


def catch_up(*, backfill: bool) -> Iterator[Day]:
    """The days of the last week, up to yesterday, that were not compared; none from before the
    first that ever was."""
    last = yesterday()
    week = [last - timedelta(days=n) for n in reversed(range(DAYS_CAUGHT_UP))]
    first = TrackedShare.objects.aggregate(first=Min("day"))["first"] or last
    compared = set(TrackedShare.objects.filter(day__in=week).values_list("day", flat=True))
    missing = [day for day in week if day >= first and day not in compared]
    if missing and settled() >= instants_of(last, last, platform_zone())[1]:
        for day in missing:
            yield from reconcile(day, day, backfill=backfill)


def settled() -> datetime:
    """All that was recorded of what happened before this instant is stored; NotComparedError."""
    now = clock.now()
    try:
        oldest = stream.oldest_at()
    except RedisError as error:
        raise NotComparedError(
            "Redis is away: what waits there cannot be told from what is missing."
        ) from error
    return min(now, oldest or now) - SETTLING


def _reconciled(day: date, backfill: bool, kept: bool) -> Day:
    begins, ends = instants_of(day, day, platform_zone())
    _check_kept(begins)
    through = min(ends, settled())
    if through <= begins:
        raise NotComparedError(f"{day} has not begun, or what it recorded still waits.")
    if backfill:
        ensure_partitions(begins.date(), ends.date())
    try:
        compared = compare(begins, through, backfill=backfill)
    except Unavailable as error:
        raise NotComparedError("The graph is away: nothing can be compared.") from error
    except BufferUnavailable as error:
        raise NotComparedError("What is missing could not be sent: nothing takes it.") from error
    found = Day(day, through, compared, is_whole=through == ends)
    if kept and found.is_whole:
        _keep(found)
    return found


def _check_kept(begins: datetime) -> None:
    """Raises NotComparedError for what retention has removed rows of, which are not missing."""
    with transaction.atomic():
        floor = floors.hold_for_storing()
    if floor is not None and begins < floor:
        raise NotComparedError(f"Retention has removed rows from before {floor:%Y-%m-%d}.")


def _keep(found: Day) -> None:
    rows = [
        TrackedShare(
            id=new_id(),
            day=found.day,
            kind=each.kind,
            tracked=each.tracked,
            backfilled=each.backfilled,
            missing=each.missing,
            refused=each.refused,
            compared_at=clock.now(),
        )
        for each in found.compared
    ]
    TrackedShare.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["day", "kind"],
        update_fields=["tracked", "backfilled", "missing", "refused", "compared_at"],
    )
