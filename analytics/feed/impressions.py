"""What was shown to whom, what was known then and what came of it: rows for training.

Read from raw rows, by members some at a time, in one snapshot. A row of the file depends on nothing
that happened or came in from its deadline on, so that it never changes (docs/adr/0018).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction

from analytics import scoring
from analytics.feed.known import ONCE_A_DAY, UNWANTED, Known
from analytics.feed.outcomes import OUTCOMES, Outcomes, Shown, Windows
from analytics.feed.parquet import Rows, parquet_file
from analytics.feed.rows import REACTIONS, SAVES, Row
from analytics.feed.training_fields import FIELDS, SCHEMA_VERSION
from analytics.statements import execute, fetch, sql_file
from ooumph import clock
from user_activity.progress import stored_through

MEMBERS_PER_BATCH = 200
ROWS_PER_FETCH = 5_000
TIE_ROWS_DAYS = 300  # Ten half-lives: what is older counts less than a thousandth.
ITEM_ROWS_DAYS = 14  # A week of days, and a week that rows may be late.
CONTENT_WORDS = sorted({"impression", *ONCE_A_DAY, *OUTCOMES, *REACTIONS, *SAVES, *UNWANTED})
MEMBERS = """
    SELECT user_id FROM feed_member WHERE user_id > %(after)s ORDER BY user_id LIMIT %(limit)s
"""
HOUR = timedelta(hours=1)
HORIZON = timedelta(days=scoring.FEED_HORIZON_DAYS + 1)  # Days are cut in the platform's zone.
Tell = Callable[[int, int, int, float], None]  # Members done, of all, rows, and seconds since.


class NotStoredError(ValueError):
    """Not all that was received before the end is stored yet; the message says how far it is."""


def export_impressions(target: Path, windows: Windows, tell: Tell) -> int:
    """Write the impressions that `windows` decide, by member and time; how many.

    Raises NotStoredError, and TargetError for the target; then there is no file.
    """
    through, began = stored_through(clock.now()), time.monotonic()
    if windows.ends > through:
        raise NotStoredError(f"What was received is stored until {through.isoformat()} so far.")
    with (
        parquet_file(target, FIELDS, _metadata(windows)) as rows,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL jit = off")
        values = _values(windows)
        execute(sql_file("impression_items"), values)
        [(total,)] = fetch("SELECT count(*) FROM feed_member")
        for done, users in _batches():
            _write(rows, windows, {**values, "users": users})
            tell(done, total, rows.count, time.monotonic() - began)
        return rows.count


def _batches() -> Iterator[tuple[int, list[int]]]:
    """Members who were shown something, and how many there were with them."""
    done, after = 0, 0
    while users := [
        user for (user,) in fetch(MEMBERS, {"after": after, "limit": MEMBERS_PER_BATCH})
    ]:
        done, after = done + len(users), users[-1]
        yield done, users


def _write(rows: Rows, windows: Windows, values: dict[str, Any]) -> None:
    for user_id, own in groupby(_read(values), attrgetter("user_id")):
        rows.add(map(_record, replay(user_id, own, windows)))


def _read(values: dict[str, Any]) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql_file("impression_rows"), values)
        while found := cursor.fetchmany(ROWS_PER_FETCH):
            yield from map(Row._make, found)


def replay(user_id: int, rows: Iterable[Row], windows: Windows) -> Iterator[Shown]:
    """What a member was shown of others' content, once it is decided, in the order of showing."""
    known, outcomes = Known(user_id), Outcomes(windows)
    for row in rows:
        yield from outcomes.decided(row.moment)
        if row.step:
            known.add(row)
            outcomes.add(row)
        elif row.other_id != user_id:
            counts = row.occurred_at >= windows.begins
            outcomes.shown(row, known.features(row) if counts else None)
    yield from outcomes.decided()


def _record(shown: Shown) -> dict[str, Any]:
    row = shown.row
    age = row.occurred_at - row.created_at if row.created_at else None
    return {
        "impression_id": row.impression_id or str(row.event_id),
        "event_id": str(row.event_id),
        "shown_at": row.occurred_at,
        "user_id": row.user_id,
        "content_type": row.content_type,
        "content_id": row.content_id,
        "author_id": row.other_id,
        "tags": orjson.loads(row.tags) if row.tags else [],
        "surface": row.surface or None,
        "position": row.position,
        **shown.features,
        "content_impressions_7d": row.impressions or 0,
        "content_views_7d": row.views or 0,
        "content_engagements_7d": row.engagements or 0,
        "content_age_hours": age / HOUR if age is not None and age < HORIZON else None,
        **shown.labels(),
    }


def _values(windows: Windows) -> dict[str, Any]:
    return {
        "platform": settings.PLATFORM_TIME_ZONE,
        "from": windows.begins,
        "to": windows.ends,
        "rows_from": windows.begins - HORIZON,
        "horizon": HORIZON,
        "tie_rows_from": windows.begins - timedelta(days=TIE_ROWS_DAYS),
        "item_rows_from": windows.begins - timedelta(days=ITEM_ROWS_DAYS + 1),
        "content_words": CONTENT_WORDS,
        "words": [word.value for word in scoring.TIE_WEIGHTS],
    }


def _metadata(windows: Windows) -> dict[str, str]:
    """Nothing of when it was written: the same rows are the same bytes."""
    return {
        "ooumph.kind": "impressions",
        "ooumph.schema_version": SCHEMA_VERSION,
        "ooumph.model_version": scoring.feed_version(),
        "ooumph.definition_version": scoring.definition_version(),
        "ooumph.from": windows.begins.isoformat(),
        "ooumph.to": windows.ends.isoformat(),
        "ooumph.window_hours": f"{windows.window / HOUR:g}",
        "ooumph.settle_hours": f"{windows.settle / HOUR:g}",
    }
