"""Reading raw rows for staff: as long as a statement may take, and no longer."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from ooumph.errors import Invalid

QUERY_CANCELED = "57014"


def fetch_in_time(sql: str, values: Mapping[str, Any], *, field: str) -> list[tuple[Any, ...]]:
    """The rows of a statement; Invalid naming `field`, the days, where it takes too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{settings.RAW_ROWS_TIMEOUT_SECONDS}s'")
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != QUERY_CANCELED:
            raise
        raise Invalid("Counting this takes too long; ask for fewer days.", field=field) from None
