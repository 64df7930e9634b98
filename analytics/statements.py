"""The SQL of aggregation: one file a statement in `sql/`, run by name."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models

from analytics import scoring

SQL = Path(__file__).parent / "sql"
PARTS = ("left_out", "hidden")
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
        **more,
    }


def execute(sql: str, values: Values | None = None) -> int:
    """Run a statement; how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters() if values is None else values)
        return int(cursor.rowcount)


def fetch(sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
    """Run a statement; the rows it returns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters() if values is None else values)
        return list(cursor.fetchall())


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.column for field in model._meta.local_concrete_fields if field.column)


def key_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of the primary key."""
    key: Any = model._meta.pk
    return tuple(getattr(key, "field_names", None) or (key.column,))


def upsert(model: type[models.Model], select: str, values: Mapping[str, Any] | None = None) -> int:
    """Write the rows of `select`, which has the model's columns; rows that stay as they are
    are left alone. How many changed."""
    columns, key = columns_of(model), key_of(model)
    rest = [name for name in columns if name not in key]
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in rest)
    old = ", ".join(f"t.{name}" for name in rest)
    new = ", ".join(f"EXCLUDED.{name}" for name in rest)
    names = ", ".join(f'"{name}"' for name in columns)
    return execute(
        f"INSERT INTO {model._meta.db_table} AS t ({names}) "  # noqa: S608  (our own files and names)
        f"SELECT {names} FROM ({select}) AS fresh "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes} "
        f"WHERE ({old}) IS DISTINCT FROM ({new})",
        values,
    )
