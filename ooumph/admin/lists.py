"""Lists over tables of any size: nothing counts a whole table, nothing runs for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.paginator import InvalidPage, Paginator
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from psycopg2.errors import QueryCanceled
from unfold.views import ChangeList

from ooumph.admin.members import NamesMembers

COUNTED_ROWS = 10_000
COUNT_TIMEOUT_MS = 150
LIST_TIMEOUT_MS = 3_000
TOO_SLOW = (
    "This list took longer than three seconds and was stopped. "
    "Narrow it: a range of days, a member, or an exact id."
)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to `COUNTED_ROWS` and pages through these; `more` says that there are others.

    `known` is how many there are at least, which is what it says where counting takes too long.
    """

    template_name = "admin/bounded_pagination.html"
    known = 0
    more = False

    @cached_property
    def count(self) -> int:
        counted = self.counted(COUNTED_ROWS + 1)
        self.more = counted is None or counted > COUNTED_ROWS
        return self.known if counted is None else min(counted, COUNTED_ROWS)

    def counted(self, limit: int) -> int | None:
        """How many there are, but no more than `limit`; None where that takes too long."""
        rows: Any = self.object_list
        with timed(COUNT_TIMEOUT_MS):
            return int(rows.order_by()[:limit].count())
        return None


class BoundedList(ChangeList):
    """A page of rows, their members named.

    The page is read first: where it is the last one it says how many there are, so that a rare
    kind of row is not looked for twice.
    """

    queryset: Any

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        first = max(self.page_num - 1, 0) * self.list_per_page
        rows = self.read(request, self.queryset[first : first + self.list_per_page + 1])
        self.paginator.known = first + len(rows)
        if len(rows) <= self.list_per_page and (rows or first == 0):
            self.paginator.count = first + len(rows)
        try:
            self.paginator.validate_number(self.page_num)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.result_list = rows[: self.list_per_page]
        self.result_count = self.full_result_count = self.paginator.count
        self.multi_page = self.result_count > self.list_per_page
        self.can_show_all = self.show_full_result_count = False
        self.show_admin_actions = bool(rows)
        if isinstance(self.model_admin, NamesMembers):
            self.model_admin.name_members(self.result_list)

    def read(self, request: HttpRequest, page: Any) -> list[Any]:
        return list(page)


class TimedList(BoundedList):
    """The same within a time-out, which is then said in the place of the rows."""

    def read(self, request: HttpRequest, page: Any) -> list[Any]:
        with timed(LIST_TIMEOUT_MS):
            return list(page)
        messages.warning(request, TOO_SLOW)
        self.page_num = 1
        return []


@contextmanager
def timed(milliseconds: int) -> Iterator[None]:
    """Inside, a statement that takes longer is stopped; then what comes after goes on."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        connection.close()  # psycopg2 does not roll back after a COMMIT that was stopped.
