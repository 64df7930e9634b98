"""A few rows and all that belongs to them in one round trip: the path of a request.

Nothing is looked at closely: where a row or a key is there already, or is bad, Postgres refuses
the whole, and the writer goes its careful way.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from user_activity.codec import COLUMNS, FIRST_COLUMN, TABLES
from user_activity.storing.copying import Prepared

Lines = Sequence[Sequence[Any]]


class Insertion(NamedTuple):
    """One text of several statements, and their values."""

    statements: str
    values: list[Any]


def insertion(
    prepared: Iterable[Prepared], *others: tuple[str, Sequence[str], Lines]
) -> Insertion | None:
    """What inserts the rows of all tables, and `others`: (table, columns, lines)."""
    rows = [
        (TABLES[each.table], COLUMNS[each.table], [row[FIRST_COLUMN:] for row in each.rows])
        for each in prepared
    ]
    inserts = [_insert(*each) for each in (*others, *rows) if each[2]]
    if not inserts:
        return None
    return Insertion(
        "; ".join(statement for statement, _ in inserts),
        [value for _, values in inserts for value in values],
    )


def insert(rows: Insertion) -> None:
    """Raises IntegrityError or DataError, and then nothing was inserted."""
    with connection.cursor() as cursor:
        cursor.execute(*rows)


def _insert(table: str, columns: Sequence[str], lines: Lines) -> Insertion:
    line = f"({', '.join(['%s'] * len(columns))})"
    values = ", ".join([line] * len(lines))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608
    return Insertion(statement, [value for line in lines for value in line])
