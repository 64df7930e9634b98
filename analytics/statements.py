"""How analytics runs SQL: long statements are files in `sql/`, by name; short ones stand beside
whoever runs them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models

from analytics import scoring

SQL = Path(__file__).parent / "sql"
# Left to itself, the planner reads the whole history where its statistics are stale or missing. So
# batches' own tables are joined by hash; what is kept is looked up row by row, either in a LATERAL
# part with OFFSET 0, which leaves no other way, or in a statement of its own.
BY_HASH = """
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_nestloop = off;
    SET LOCAL enable_hashjoin = on;
    SET LOCAL enable_mergejoin = off;
"""
BY_INDEX = """
    SET LOCAL enable_nestloop = on;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
"""
PARTS = tuple(path.stem[1:] for path in sorted(SQL.glob("_*.sql")))
Values = Mapping[str, Any] | Sequence[Any]


@cache
def sql_file(name: str) -> str:
    """The text of a file in `sql/`, with the parts that several share in their places."""
    text = (SQL / f"{name}.sql").read_text()
    for part in PARTS:
        if f"{{{part}}}" in text:
            text = text.replace(f"{{{part}}}", sql_file(f"_{part}").strip())
    return text


def parameters(**more: Any) -> dict[str, Any]:
    """What the files may refer to."""
    return {
        "platform": settings.PLATFORM_TIME_ZONE,
        "words": scoring.words_json(),
        "visit_cap_ms": scoring.VISIT_CAP_MS,
        "half_life_days": scoring.TIE_HALF_LIFE_DAYS,
        "trend_half_life_hours": scoring.CONTENT_TREND_HALF_LIFE_HOURS,
        **more,
    }


def execute(sql: str, values: Values | None = None) -> None:
    """Run a statement, or several."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters() if values is None else values)


def fetch(sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
    """Run a statement; the rows it returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters() if values is None else values)
        return list(cursor.fetchall())


def execute_by_index(sql: str, values: Values | None = None) -> None:
    """As `execute`, each row that it meets looked up by an index."""
    with _by_index():
        execute(sql, values)


def fetch_by_index(sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
    """As `fetch`, likewise."""
    with _by_index():
        return fetch(sql, values)


@contextmanager
def grouped_by_sort() -> Iterator[None]:
    """Statements in the block make one group after the other: JSON of thousands at once, which
    groups by hash are, takes much memory and twice the time."""
    execute("SET LOCAL enable_hashagg = off", {})
    yield
    execute("SET LOCAL enable_hashagg = on", {})


@contextmanager
def _by_index() -> Iterator[None]:
    execute(BY_INDEX, {})
    yield
    execute(BY_HASH, {})


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.local_concrete_fields if field.column)


def key_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of the primary key."""
    key: Any = model._meta.pk
    return tuple(getattr(key, "field_names", None) or (key.column,))


def insert(model: type[models.Model], select: str) -> None:
    """Write the rows of `select`, of whose keys there is none yet.

    In the order of their keys, which the index takes quickest.
    """
    names, key = ", ".join(columns_of(model)), ", ".join(key_of(model))
    execute(
        f"INSERT INTO {model._meta.db_table} ({names}) "  # noqa: S608  (our own files and names)
        f"SELECT {names} FROM ({select}) AS new ORDER BY {key}"
    )


def upsert(model: type[models.Model], select: str, values: Values | None = None) -> None:
    """Write the rows of `select`, which has the model's columns."""
    execute(upsert_sql(model, select), values)


def upsert_sql(model: type[models.Model], select: str) -> str:
    """A statement for `upsert`: rows that stay as they are are left alone."""
    columns, key = columns_of(model), key_of(model)
    rest = [name for name in columns if name not in key]
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in rest)
    old = ", ".join(f"t.{name}" for name in rest)
    new = ", ".join(f"EXCLUDED.{name}" for name in rest)
    names = ", ".join(columns)
    return (
        f"INSERT INTO {model._meta.db_table} AS t ({names}) "  # noqa: S608  (our own files and names)
        f"SELECT {names} FROM ({select}) AS fresh "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} "
        f"WHERE ({old}) IS DISTINCT FROM ({new})"
    )
