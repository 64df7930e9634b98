"""The feed signals of all members as a Parquet file, some hundreds at a time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import close_old_connections

from account.models import User
from analytics import scoring
from analytics.feed.content import SUMMED
from analytics.feed.parquet import INSTANT, parquet_file
from analytics.feed.records import Signals
from analytics.feed.signals import Batch, signals_of
from analytics.freshness import members_meta
from analytics.social.apart import held_apart
from ooumph import clock
from ooumph.ranges import DayRange
from user_activity.zones import platform_zone

SCHEMA_VERSION = "1"  # Raise it with any change of FIELDS.
MEMBERS_PER_BATCH = 500
GRAPH_SECONDS = 60.0  # Nobody waits for it as for an answer.


def _list(**fields: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("item", pa.struct(fields), nullable=False))


SCORED = _list(user_id=pa.int64(), score=pa.float64())
FIELDS = (
    pa.field("user_id", pa.int64(), nullable=False),
    pa.field("computed_at", INSTANT, nullable=False),
    pa.field(
        "content_engagement",
        _list(
            content_type=pa.string(),
            **dict.fromkeys(("items", *SUMMED), pa.int64()),
            average_time_spent_ms=pa.float64(),
            average_scroll_depth=pa.float64(),
        ),
    ),
    pa.field("author_affinities", SCORED),
    pa.field(
        "content_preferences", _list(content_type=pa.string(), tag=pa.string(), score=pa.float64())
    ),
    pa.field("social_signals", SCORED),
    pa.field("hours", pa.list_(pa.float64())),
    pa.field("weekdays", pa.list_(pa.float64())),
    pa.field(
        "hidden_content",
        _list(
            content_type=pa.string(),
            content_id=pa.string(),
            hides=pa.int64(),
            reports=pa.int64(),
            last_on=pa.date32(),
        ),
    ),
    pa.field("hidden_authors", SCORED),
    pa.field("muted", pa.list_(pa.int64())),
    pa.field("blocked", pa.list_(pa.int64())),
)

Tell = Callable[[int, int, float], None]  # Members done, of all, and seconds since the beginning.


def export_feed_signals(target: Path, tell: Tell) -> Path:
    """Write all open accounts' signals, as of one instant, by id; the file.

    A folder gets a file that is named for the instant. Raises TargetError for the target and
    Unavailable while the graph is away, which alone knows all blocks; then there is no file.
    """
    now, began = clock.now(), time.monotonic()
    path = target / f"feed_signals-{now:%Y%m%dT%H%M%SZ}.parquet" if target.is_dir() else target
    accounts = User.objects.filter(is_active=True)
    total = accounts.count()
    with parquet_file(path, FIELDS, _metadata(now)) as rows:
        for members in _batches():
            ids = [member.pk for member in members]
            apart = held_apart(ids, graph_alone=True, timeout_seconds=GRAPH_SECONDS)
            rows.add(map(_row, signals_of(Batch(members, apart, now))))
            tell(rows.count, total, time.monotonic() - began)
    return path


def _batches() -> Iterator[list[User]]:
    after = 0
    while True:
        close_old_connections()
        open_accounts = User.objects.filter(is_active=True, pk__gt=after).order_by("pk")
        members = list(open_accounts.only("pk", "timezone")[:MEMBERS_PER_BATCH])
        if not members:
            return
        yield members
        after = members[-1].pk


def _row(signals: Signals) -> dict[str, Any]:
    row = asdict(signals)
    return {**row, **row.pop("temporal_patterns")}


def _metadata(now: datetime) -> dict[str, str]:
    today = now.astimezone(platform_zone()).date()
    meta = members_meta(DayRange(today, today))
    return {
        "ooumph.kind": "feed_signals",
        "ooumph.schema_version": SCHEMA_VERSION,
        "ooumph.model_version": scoring.feed_version(),
        "ooumph.definition_version": scoring.definition_version(),
        "ooumph.computed_at": now.isoformat(),
        "ooumph.computed_through": meta.computed_through.isoformat(),
        "ooumph.horizon_days": str(scoring.FEED_HORIZON_DAYS),
    }
