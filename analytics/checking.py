"""Whether the numbers are right and fresh: drift in random buckets, how long the oldest change
waits, and when retention last ran."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.conf import settings
from django.db.models import Max
from redis import RedisError

from analytics.drift import drifted
from ooumph import clock
from user_activity import stream
from user_activity.maintenance import waiting_since
from user_activity.models import RetentionRun

Bounds = tuple[timedelta, timedelta]  # From when on it is a warning, and critical.
LAG: Bounds = timedelta(minutes=5), timedelta(hours=1)
RETENTION_AGE: Bounds = timedelta(hours=26), timedelta(hours=50)


class Level(IntEnum):
    """How bad it is; also the exit code."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what was found."""

    level: Level
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.level.name} {self.subject}: {self.message}"


def check(*, buckets: int = 50, seed: int | None = None) -> list[Finding]:
    """The findings on lag, on about `buckets` days of members and of content, on retention."""
    return [lag(), *drift(buckets, seed), retention_age()]


def lag() -> Finding:
    """How long the oldest change waits: in the stream, or marked for a queue of the engine's."""
    try:
        buffered = stream.oldest_at()
    except RedisError:
        return Finding(Level.CRITICAL, "lag", "Redis is away: what waits there is not known")
    since = min(filter(None, (buffered, waiting_since())), default=None)
    age = clock.now() - since if since else timedelta()
    return Finding(_level(age, LAG), "lag", f"the oldest change has waited {_told(age)}")


def drift(buckets: int, seed: int | None = None) -> list[Finding]:
    """Each of the buckets looked at that is not what it is made of."""
    looked, found = drifted(buckets, random.Random(seed))  # noqa: S311  (a sample)
    if not found:
        return [Finding(Level.OK, "drift", f"none in {looked} buckets")]
    return [Finding(Level.CRITICAL, "drift", bucket) for bucket in found]


def retention_age() -> Finding:
    """How long ago retention last finished, where it is to run at all."""
    if not any(settings.ACTIVITY_RETENTION_DAYS.values()):
        return Finding(Level.OK, "retention", "is off")
    ran: datetime | None = RetentionRun.objects.aggregate(at=Max("finished_at"))["at"]
    if ran is None:
        return Finding(Level.WARNING, "retention", "has never run")
    age = clock.now() - ran
    return Finding(_level(age, RETENTION_AGE), "retention", f"last ran {_told(age)} ago")


def _level(age: timedelta, bounds: Bounds) -> Level:
    return Level(sum(age > bound for bound in bounds))


def _told(age: timedelta) -> str:
    return str(timedelta(seconds=max(round(age.total_seconds()), 0)))
