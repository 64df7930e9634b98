from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from user_activity import partitions


@pytest.fixture(autouse=True)
def months(transactional_db: None) -> Iterator[None]:
    """January to March 2021, and none before, which an import of another test may have made."""
    with connection.cursor() as cursor:
        for table in partitions.TABLES:
            for part in partitions.partitions_of(table):
                if "_default" not in part.name and part.name[len(table) + 1 :] < "2021":
                    cursor.execute(f"DROP TABLE {part.name}")
    made = partitions.ensure_partitions(date(2021, 1, 1), date(2021, 3, 1))
    yield
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
