"""Whether each accepted event is stored exactly once, and the counters agree with the rows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chaos_senders import Row

TABLES = {
    "user_activity": ("activity", "activity_type"),
    "content_interaction": ("content", "interaction_type"),
    "social_interaction": ("social", "interaction_type"),
}
MARKS = ("touched_member", "touched_content_day", "touched_platform_day")
OWN = ("signup", "login", "login_failed")  # What registering the senders leaves.


@dataclass(frozen=True, slots=True)
class Verdict:
    claim: str
    holds: bool
    figures: str


def stored() -> Counter[Row]:
    """How many rows each id has in each table."""
    found: Counter[Row] = Counter()
    for table, (_, word) in TABLES.items():
        for event_id, rows in _fetch(
            f"SELECT event_id, count(*) FROM {table}"  # noqa: S608
            f" WHERE {word} <> ALL(%s) GROUP BY event_id",
            [list(OWN)],
        ):
            found[(table, UUID(str(event_id)))] = rows
    return found


def of_events(accepted: set[Row], unknown: set[Row], undone: set[Row]) -> list[Verdict]:
    rows = stored()
    lost = [row for row in accepted if row not in rows]
    doubled = sum(number > 1 for number in rows.values())
    arrived = sum(row in rows for row in unknown)
    unasked = len(rows.keys() - accepted - unknown - undone)
    ghosts = sum(row in rows for row in undone)
    return [
        Verdict(
            "every accepted row is stored",
            not lost,
            f"{len(accepted):,}, {len(lost)} missing {lost[:3] or ''}",
        ),
        Verdict("no row is there twice", not doubled, f"{len(rows):,} rows, {doubled} doubled"),
        Verdict(
            "never accepted: at most once",
            not doubled,
            f"{len(unknown)} rows, of which {arrived} are stored",
        ),
        Verdict("rolled back: never", not ghosts, f"{len(undone)} rows, {ghosts} stored"),
        Verdict("nothing else is stored", not unasked, f"{unasked} rows nobody sent"),
    ]


def of_counters() -> list[Verdict]:
    """accepted = stored + duplicates + dead letters + still buffered, and stored = rows by kind."""
    from user_activity import stream
    from user_activity.tallies import Outcome, Reason
    from user_activity.tallies_store import sums

    kinds: dict[Outcome, Counter[str]] = {outcome: Counter() for outcome in Outcome}
    refused = 0
    for counts in (stream.totals(), sums().holds):
        for tally, events in counts.items():
            kinds[tally.outcome][tally.kind] += events
            if tally.outcome is Outcome.REJECTED and tally.reason != Reason.ERROR:
                refused += events
    totals = {outcome: counts.total() for outcome, counts in kinds.items()}
    ends = totals[Outcome.STORED] + totals[Outcome.DUPLICATE] + totals[Outcome.DEAD_LETTER]
    buffered = stream.depth()
    rows = _rows_by_kind()
    balance = (
        f"{totals[Outcome.ACCEPTED]:,} = {totals[Outcome.STORED]:,} + "
        f"{totals[Outcome.DUPLICATE]:,} + {totals[Outcome.DEAD_LETTER]:,} + {buffered:,}"
    )
    letters = _fetch("SELECT count(*) FROM dead_letter")[0][0]
    return [
        Verdict(
            "accepted = stored + duplicate + dead + buffered",
            totals[Outcome.ACCEPTED] == ends + buffered,
            balance,
        ),
        Verdict(
            "stored = rows, by kind",
            +kinds[Outcome.STORED] == rows,
            f"{len(rows)} kinds, {rows.total():,} rows",
        ),
        Verdict("no dead letter", letters == 0, str(letters)),
        Verdict(
            "nobody was refused",
            not refused,
            f"{refused}; not accepted and told so: {totals[Outcome.DROPPED]:,} without a buffer, "
            f"{totals[Outcome.REJECTED] - refused:,} without an answer about consent",
        ),
    ]


def of_the_stream() -> list[Verdict]:
    from user_activity import stream

    client = stream.worker_client()
    left = client.xlen(stream.STREAM)
    pending = client.xpending(stream.STREAM, stream.GROUP)["pending"]
    consumers = len(client.xinfo_consumers(stream.STREAM, stream.GROUP))
    return [
        Verdict(
            "the stream is empty, nothing is in a dead hand",
            not left and not pending and stream.depth() == 0,
            f"{left} entries, {pending} pending, {consumers} names of dead consumers",
        )
    ]


def marks() -> int:
    """How many changes wait to be aggregated."""
    return sum(_fetch(f"SELECT count(*) FROM {table}")[0][0] for table in MARKS)  # noqa: S608


def of_analytics() -> list[Verdict]:
    """The members' days hold each row once."""
    [(counted,)] = _fetch(
        "SELECT coalesce(sum(n::bigint), 0) FROM member_day,"
        " LATERAL (SELECT value AS n FROM jsonb_each_text(activity_counts)"
        "  UNION ALL SELECT value FROM jsonb_each_text(content_counts)"
        "  UNION ALL SELECT value FROM jsonb_each_text(social_counts)) AS words"
    )
    rows = _rows_by_kind().total()
    return [
        Verdict(
            "the analytics count each row once", counted == rows, f"{counted:,} of {rows:,} rows"
        ),
        Verdict("nothing waits to be aggregated", marks() == 0, f"{marks()} marks"),
    ]


def _rows_by_kind() -> Counter[str]:
    return Counter(
        {
            f"{prefix}:{kind}": rows
            for table, (prefix, word) in TABLES.items()
            for kind, rows in _fetch(f"SELECT {word}, count(*) FROM {table} GROUP BY 1")  # noqa: S608
        }
    )


def _fetch(sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
