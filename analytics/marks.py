"""The queue: marks of what has changed, taken a bounded number at a time.

Whoever takes marks deletes them first and reads the rows in a later statement of the same
transaction, at READ COMMITTED: what is committed in between leaves a mark of its own.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Min, Value

from analytics.models import TouchedPlatformDay
from analytics.statements import execute, fetch, parameters
from ooumph.ids import new_id
from ooumph.ranges import FIRST_DAY, LAST_DAY
from user_activity import floors
from user_activity.models import TouchedMember
from user_activity.storing.winning import array


class Span(NamedTuple):
    """A member's rows between two instants."""

    user_id: int
    first_at: datetime
    last_at: datetime
    received_at: datetime


class Part(NamedTuple):
    """The marks of those members, or of that content, that fall to one of several engines."""

    number: int
    of: int


WHOLE = Part(0, 1)
MANY = 5_000  # What is far behind: whoever joins makes temporary tables of its own first.
TAKE = """
    DELETE FROM touched_member AS mark
    USING (
        SELECT id, user_id,
               sum(1 + extract(day FROM last_at - first_at)) OVER (ORDER BY received_at, id) AS days
        FROM (
            SELECT *
            FROM touched_member
            WHERE user_id %% %(parts)s = %(part)s
            ORDER BY received_at, id
            LIMIT %(limit)s
        ) AS oldest
    ) AS taken
    WHERE mark.id = taken.id AND mark.user_id = taken.user_id AND days <= %(limit)s
    RETURNING mark.user_id, first_at, last_at, received_at
"""


TOUCHED_DAYS = """
    SELECT DISTINCT user_id, day::date
    FROM (
        SELECT user_id, (first_at AT TIME ZONE zone)::date AS first,
               (last_at AT TIME ZONE zone)::date AS last,
               ((%(floor)s::timestamptz - interval '1 microsecond') AT TIME ZONE zone)::date + 1
                   AS whole
        FROM unnest(%(users)s::bigint[], %(zones)s::text[], %(first_at)s::timestamptz[],
                    %(last_at)s::timestamptz[]) AS span (user_id, zone, first_at, last_at)
    ) AS days
    CROSS JOIN LATERAL generate_series(
        greatest(first, whole, %(first_day)s)::timestamp, least(last, %(last_day)s)::timestamp,
        '1 day'
    ) AS day
"""


def many_wait(queue: str) -> bool:
    """Whether there are so many marks that they are worth several engines."""
    [(marks,)] = fetch(f"SELECT count(*) FROM (SELECT 1 FROM {queue} LIMIT {MANY}) AS mark", {})  # noqa: S608  (our own names)
    return bool(marks == MANY)


def take_spans(limit: int, part: Part) -> list[Span]:
    """Delete the oldest marks, together about `limit` days long; what they covered.

    Of a first mark that is longer by itself, its beginning is taken and the rest stays.
    """
    taken = fetch(TAKE, {"limit": limit, "parts": part.of, "part": part.number})
    return [Span(*row) for row in taken] or _take_beginning(limit, part)


def _take_beginning(days: int, part: Part) -> list[Span]:
    marks = TouchedMember.objects.annotate(part=F("user_id") % Value(part.of))
    mark = marks.filter(part=part.number).order_by("received_at", "id").first()
    if mark is None:
        return []
    begins, cut = mark.first_at, min(mark.first_at + timedelta(days=days), mark.last_at)
    mark.first_at = cut
    mark.save(update_fields=["first_at"])
    return [Span(mark.user_id, begins, cut, mark.received_at)]


def touched_days(spans: Sequence[Span], zones: Sequence[str]) -> set[tuple[int, date]]:
    """The (member, day) that each span lies in, its days cut in the zone at its place.

    Without the days that began before the floor, whose rows are gone in part or wholly: they stay
    as they were counted. The floor stays where it is until the transaction ends.
    """
    values = {
        "users": array(span.user_id for span in spans),
        "zones": array(zones),
        "first_at": array(span.first_at for span in spans),
        "last_at": array(span.last_at for span in spans),
        "floor": floors.hold(),
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
    }
    return set(fetch(TOUCHED_DAYS, values))


def touch_platform_days(days: Iterable[date], received_at: datetime) -> None:
    """Mark days of the platform whose members' rows were recomputed."""
    TouchedPlatformDay.objects.bulk_create(
        TouchedPlatformDay(id=new_id(), day=day, received_at=received_at) for day in days
    )


def take_platform_days(limit: int) -> Collection[date]:
    """Delete the marks of the `limit` days that wait longest; the days."""
    waiting = TouchedPlatformDay.objects.values("day").annotate(since=Min("received_at"))
    days = [row["day"] for row in waiting.order_by("since", "day")[:limit]]
    TouchedPlatformDay.objects.filter(day__in=days).delete()
    return days


# Without a look at the rows: those of long ago are gone, what was kept of them is counted anew.
TOUCH_CONTENT_OF = """
    INSERT INTO touched_content_day (id, content_type, content_id, day, received_at)
    SELECT gen_random_uuid(), content_type, content_id, starts_on, now()
    FROM (
        SELECT content_type, content_id, starts_on
        FROM content_member_day
        WHERE user_id = %(user_id)s
        UNION
        SELECT content_type, content_id, starts_on
        FROM content_member_day
        WHERE removed_of @> ARRAY[%(user_id)s]::bigint[]
        UNION
        SELECT content_type, content_id, starts_on FROM content_day WHERE author_id = %(user_id)s
    ) AS day
"""


TOUCH_PLATFORM_OF = """
    INSERT INTO touched_platform_day (id, day, received_at)
    SELECT gen_random_uuid(), day, now()
    FROM (
        SELECT starts_on AS day FROM member_platform_day WHERE user_id = %(user_id)s
        UNION
        SELECT (began_at AT TIME ZONE %(platform)s)::date
        FROM member_session
        WHERE user_id = %(user_id)s
    ) AS of_member
"""


def touch_kept_of(user_id: int) -> None:
    """Mark the days of the platform and of content that a member has a share in, of their own
    content, and on which a comment of theirs was taken away: all whose numbers change with whether
    the member counts, or has refused to be tracked."""
    for touch in (TOUCH_CONTENT_OF, TOUCH_PLATFORM_OF):
        execute(touch, parameters(user_id=user_id))


TAKE_CONTENT = """
    WITH taken AS (
        DELETE FROM touched_content_day
        WHERE id IN (
            SELECT id
            FROM touched_content_day
            WHERE abs(hashtext(content_id)::bigint) %% %(parts)s = %(part)s
            ORDER BY received_at, id
            LIMIT %(limit)s
        )
        RETURNING content_type, content_id, day, received_at
    ), kept AS (
        INSERT INTO batch_content_day
        SELECT DISTINCT content_type, content_id, day FROM taken
    )
    SELECT min(received_at) FROM taken
"""


def take_content_days(limit: int, part: Part) -> datetime | None:
    """Move the oldest marks of content into `batch_content_day`, which is there and empty; the
    earliest receipt among them, None when there was none."""
    [(received_at,)] = fetch(TAKE_CONTENT, {"limit": limit, "parts": part.of, "part": part.number})
    return received_at
