"""What an event takes on the disk: bytes of heap and of each index, by table.

    .venv/bin/python benchmarks/storage.py [ROWS]

Fills a month of each table with ROWS rows (a million by default) in the order of their times, on
a PostgreSQL of its own, and reads the sizes from its catalogue. Every row has ids of version 7, a
session, a request, a device and some 60 bytes of metadata.
"""

import sys
from datetime import UTC, date, datetime

from filling import KINDS, execute, fill, postgres_alone


def main() -> None:
    rows = int(sys.argv[1].replace("_", "")) if sys.argv[1:] else 1_000_000
    with postgres_alone(durable=False):
        from user_activity.partitions import ensure_partitions

        ensure_partitions(date(2021, 1, 1), date(2021, 1, 1))
        print(f"bytes per event, {rows:,} rows of each table")
        for table in KINDS:
            month = f"{table}_2021_01"
            fill(table, datetime(2021, 1, 1, tzinfo=UTC), rows)
            execute(f"VACUUM ANALYZE {month}")
            tell(table, month, rows)


def tell(table: str, month: str, rows: int) -> None:
    from django.db import connection

    heap, index = execute(f"SELECT pg_table_size('{month}'), pg_indexes_size('{month}')")
    print(f"{table}: heap {heap / rows:.1f}, indexes {index / rows:.1f}, ratio {index / heap:.2f}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid)"
            " FROM pg_index WHERE indrelid = %s::regclass ORDER BY 2 DESC",
            [month],
        )
        for name, size in cursor.fetchall():
            print(f"    {name.removeprefix(month)[1:]:<36}{size / rows:>6.1f}", flush=True)


if __name__ == "__main__":
    main()
