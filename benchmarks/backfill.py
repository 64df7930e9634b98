"""A backfill: a file of events is imported and aggregated, against one bare COPY of its rows.

    .venv/bin/python benchmarks/backfill.py [ROWS]

ROWS (a million by default) are ninety days of members who look at content, in the order of time.
`import_events` stores them, the engine computes until no mark is left; then the same rows are
copied once more into the emptied table. Prints rows per second of each, and how much of the bare
COPY's the backfill comes to.
"""

import csv
import io
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filling import execute, postgres_alone

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 90
ROWS_A_MEMBER = 200
WORDS = ("impression", "view", "view", "time_spent", "time_spent", "like", "comment", "save")
COLUMNS = ("member", "at", "item", "word", "session", "visit", "milliseconds")
MAP = (
    "user=member,occurred_at=at,content_id=item,interaction=word,session=session,visit_id=visit,"
    "duration_ms=milliseconds"
)


def main() -> None:
    rows = int(sys.argv[1].replace("_", "")) if sys.argv[1:] else 1_000_000
    with postgres_alone(), tempfile.TemporaryDirectory(prefix="ooumph-backfill-") as folder:
        file = Path(folder) / "history.csv"
        write(file, rows)
        imported = timed_import(file)
        aggregated = timed_engine()
        copied = timed_copy(rows)
    whole = imported + aggregated
    print(f"import: {rows / imported:,.0f} rows/s; aggregation: {rows / aggregated:,.0f} rows/s")
    print(f"bare COPY: {rows / copied:,.0f} rows/s")
    print(f"backfill: {rows / whole:,.0f} rows/s, {copied / whole:.3f} of the bare COPY")


def write(file: Path, rows: int) -> None:
    chance = random.Random(20)  # noqa: S311  (not a secret)
    members, items = max(rows // ROWS_A_MEMBER, 10), max(rows // 50, 10)
    step = timedelta(days=DAYS) / rows
    with file.open("w", newline="") as text:
        lines = csv.writer(text)
        lines.writerow(COLUMNS)
        for number in range(rows):
            at, word = FIRST + number * step, chance.choice(WORDS)
            member, item = int(members * chance.random() ** 2), int(items * chance.random() ** 3)
            spent = chance.randrange(60_000) if word == "time_spent" else ""
            session = f"{member}-{at:%j}"
            lines.writerow(
                (member, at.isoformat(), item, word, session, f"{session}-{item}", spent)
            )


def timed_import(file: Path) -> float:
    from django.core.management import call_command

    began = time.perf_counter()
    call_command(
        "import_events", str(file), "--source", "elsewhere", "--create-members",
        "--kind", "content", "--map", MAP, "--set", "content_type=post",
        stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    return time.perf_counter() - began


def timed_engine() -> float:
    from analytics import engine

    began = time.perf_counter()
    engine.run(budget_seconds=3600)
    return time.perf_counter() - began


def timed_copy(rows: int) -> float:
    from django.db import connection

    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        cursor.copy_expert("COPY (SELECT * FROM content_interaction) TO STDOUT", file)
        execute("TRUNCATE content_interaction")
        file.seek(0)
        began = time.perf_counter()
        cursor.copy_expert("COPY content_interaction FROM STDIN", file)
        took = time.perf_counter() - began
    stored = execute("SELECT count(*) FROM content_interaction")[0]
    assert stored == rows, f"{stored:,} rows are stored of {rows:,}."
    return took


if __name__ == "__main__":
    main()
