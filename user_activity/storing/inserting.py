"""A few rows and all that belongs to them in one round trip: the path of a request.

Nothing is looked at closely: where a row or a key is there already, or is bad, Postgres refuses
the whole, and the writer goes its careful way.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from user_activity.codec import COLUMNS, FIRST_COLUMN, TABLES
from user_activity.storing.copying import Prepared

Lines = Sequence[Sequence[Any]]


def insert_rows(prepared: Iterable[Prepared], *others: tuple[str, Sequence[str], Lines]) -> None:
    """Insert the rows of all tables, and `others`: (table, columns, lines).

    Raises IntegrityError or DataError, and then nothing was inserted.
    """
    rows = [
        (TABLES[each.table], COLUMNS[each.table], [row[FIRST_COLUMN:] for row in each.rows])
        for each in prepared
    ]
    inserts = [_insert(*each) for each in (*others, *rows) if each[2]]
    if inserts:
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(statement for statement, _ in inserts),
                [value for _, values in inserts for value in values],
            )


def _insert(table: str, columns: Sequence[str], lines: Lines) -> tuple[str, list[Any]]:
    line = f"({', '.join(['%s'] * len(columns))})"
    values = ", ".join([line] * len(lines))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608
    return statement, [value for line in lines for value in line]
