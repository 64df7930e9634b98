"""Lists over tables of any size: nothing counts a whole table, nothing runs for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from psycopg2.errors import QueryCanceled
from unfold.views import ChangeList

from ooumph.admin.members import NamesMembers

COUNTED_ROWS = 10_000
LIST_TIMEOUT_MS = 3_000
TOO_SLOW = (
    "This list took longer than three seconds and was stopped. "
    "Narrow it: a range of days, a member, or an exact id."
)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to `COUNTED_ROWS` and pages through these; `more` says that there are others."""

    template_name = "admin/bounded_pagination.html"
    more = False

    @cached_property
    def count(self) -> int:
        counted = self.counted(COUNTED_ROWS + 1)
        self.more = counted > COUNTED_ROWS
        return min(counted, COUNTED_ROWS)

    def counted(self, limit: int) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:limit].count())


class BoundedList(ChangeList):
    """A page of rows within a time-out, their members named."""

    queryset: Any
    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        try:
            with statement_timeout(LIST_TIMEOUT_MS):
                self._read(request)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            messages.warning(request, TOO_SLOW)
            self.queryset = self.queryset.none()
            self._read(request)

    def _read(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.full_result_count = self.result_count  # The theme would show both, and one is None.
        self.result_list = list(self.result_list)
        if isinstance(self.model_admin, NamesMembers):
            self.model_admin.name_members(self.result_list)


@contextmanager
def statement_timeout(milliseconds: int) -> Iterator[None]:
    """Inside, a statement that takes longer raises OperationalError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
        yield
