from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from user_activity import partitions


@pytest.fixture(autouse=True)
def months(transactional_db: None) -> Iterator[None]:
    """January to March 2021."""
    made = partitions.ensure_partitions(date(2021, 1, 1), date(2021, 3, 1))
    yield
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
