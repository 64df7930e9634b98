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
    """A page of rows, their members named.

    The page is read first: where it is the last one it says how many there are, so that a rare
    kind of row is not looked for twice.
    """

    queryset: Any

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        first = max(self.page_num - 1, 0) * self.list_per_page
        rows = list(self.queryset[first : first + self.list_per_page + 1])
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


class TimedList(BoundedList):
    """The same within a time-out, which is then said in the place of the rows."""

    def get_results(self, request: HttpRequest) -> None:
        try:
            with statement_timeout(LIST_TIMEOUT_MS):
                super().get_results(request)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            messages.warning(request, TOO_SLOW)
            self.queryset, self.page_num = self.queryset.none(), 1
            super().get_results(request)


@contextmanager
def statement_timeout(milliseconds: int) -> Iterator[None]:
    """Inside, a statement that takes longer raises OperationalError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
        yield
