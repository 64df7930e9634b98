"""Rows into a table with COPY: at once where nothing is in the way, else around what is.

A row that is there already makes PostgreSQL refuse the whole COPY; then the rows go through a
temporary table and the new ones are inserted in the order of their ids. A row that PostgreSQL
cannot take is found by halving.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from io import BytesIO
from operator import itemgetter

import psycopg2.errors
from django.db import DataError, IntegrityError, connection, transaction

from user_activity.codec import (
    COLUMNS,
    EVENT_ID,
    FIRST_COLUMN,
    KEYS,
    KINDS,
    OCCURRED_AT,
    OWN,
    RECEIVED_AT,
    TABLES,
    USER_ID,
    Row,
)

NULL = "\x02"  # A value that holds it is escaped, so that nothing is taken for it.
COPY_BYTES = 1 << 20
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", NULL: r"\x02"})

Mark = tuple[str, str, str]  # First and last `occurred_at`, earliest `received_at`.
Marks = dict[tuple[int, str], Mark]  # By member and UTC day.


@dataclass
class Prepared:
    """Checked rows of one table, ready for COPY; `kinds` counts them."""

    table: int
    rows: list[Row]
    text: bytes
    marks: Marks
    kinds: Counter[str]


@dataclass
class Placed:
    """What became of rows: new ones by kind, the marks they leave, and those that are bad."""

    stored: Counter[str] = field(default_factory=Counter)
    marks: Marks = field(default_factory=dict)
    bad: list[tuple[Row, str]] = field(default_factory=list)

    def add(self, other: "Placed") -> None:
        self.stored.update(other.stored)
        self.bad.extend(other.bad)
        for key, mark in other.marks.items():
            _widen(self.marks, key, *mark)


def prepare(table: int, rows: list[Row]) -> Prepared:
    """In the order of their ids: two batches that share some wait in turn, not in a circle."""
    rows = sorted(rows, key=itemgetter(EVENT_ID))
    marks: Marks = {}
    for row in rows:
        occurred_at = row[OCCURRED_AT]
        _widen(marks, (row[USER_ID], occurred_at[:10]), occurred_at, occurred_at, row[RECEIVED_AT])
    text = "".join([_line(row) for row in rows]).encode()
    return Prepared(table, rows, text, marks, _kinds(table, Counter([row[OWN] for row in rows])))


def _kinds(table: int, words: Counter[str]) -> Counter[str]:
    return Counter({f"{KINDS[table]}:{word}": n for word, n in words.items()})


def _widen(marks: Marks, key: tuple[int, str], first: str, last: str, received: str) -> None:
    """Instants of one form compare as text."""
    mark = marks.get(key)
    if mark is None:
        marks[key] = (first, last, received)
    elif not (mark[0] <= first and last <= mark[1] and mark[2] <= received):
        marks[key] = (min(mark[0], first), max(mark[1], last), min(mark[2], received))


def _line(row: Row) -> str:
    """A row as a line of COPY's text format."""
    cells = [
        NULL if value is None else value if value.__class__ is str else str(value)
        for value in row[FIRST_COLUMN:]
    ]
    line = "\t".join(cells)
    if (
        line.count("\t") == len(cells) - 1
        and "\\" not in line
        and "\n" not in line
        and "\r" not in line
        and line.count(NULL) == row.count(None) - (row[KEYS] is None)
    ):
        return line + "\n"
    escaped = [
        NULL if value is None else cell.translate(_ESCAPES)
        for value, cell in zip(row[FIRST_COLUMN:], cells, strict=True)
    ]
    return "\t".join(escaped) + "\n"


def place(prepared: Prepared) -> Placed:
    """Put the rows in place, in the transaction that is open."""
    try:
        with transaction.atomic():
            copy(TABLES[prepared.table], COLUMNS[prepared.table], prepared.text)
    except IntegrityError as error:
        if not isinstance(error.__cause__, psycopg2.errors.UniqueViolation):
            return _halved(prepared, error)
    except DataError as error:
        return _halved(prepared, error)
    else:
        return Placed(prepared.kinds, prepared.marks)
    try:
        with transaction.atomic():
            return _staged(prepared)
    except (IntegrityError, DataError) as error:  # Behind what is there already is a bad row.
        return _halved(prepared, error)


def _staged(prepared: Prepared) -> Placed:
    """Insert the rows that are not there yet."""
    table = TABLES[prepared.table]
    names, word = ", ".join(COLUMNS[prepared.table]), COLUMNS[prepared.table][OWN - FIRST_COLUMN]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS staged_{table}"
            f" (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
        )
        cursor.execute(f"TRUNCATE staged_{table}")
        copy(f"staged_{table}", COLUMNS[prepared.table], prepared.text)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM staged_{table}"  # noqa: S608
            f" ORDER BY event_id ON CONFLICT DO NOTHING"
            f" RETURNING user_id, occurred_at, received_at, {word}"
        )
        stored = cursor.fetchall()
    placed = Placed(_kinds(prepared.table, Counter([word for *_, word in stored])))
    for user_id, occurred, received, _ in stored:
        occurred_at = occurred.astimezone(UTC).isoformat()
        received_at = received.astimezone(UTC).isoformat()
        _widen(placed.marks, (user_id, occurred_at[:10]), occurred_at, occurred_at, received_at)
    return placed


def _halved(prepared: Prepared, error: Exception) -> Placed:
    """Place one half and then the other; a single row that is refused is bad."""
    rows = prepared.rows
    if len(rows) == 1:
        return Placed(bad=[(rows[0], str(error).partition("\n")[0])])
    middle = len(rows) // 2
    placed = Placed()
    for half in (rows[:middle], rows[middle:]):
        placed.add(place(prepare(prepared.table, half)))
    return placed


def copy(table: str, columns: Sequence[str], text: bytes) -> None:
    """COPY lines of text into a table."""
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (NULL '{NULL}')",
            BytesIO(text),
            COPY_BYTES,
        )
