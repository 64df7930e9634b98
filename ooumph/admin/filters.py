"""Filters whose choices are declared, never asked of a table."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter
from unfold.contrib.filters.forms import RangeDateForm

from ooumph import clock

EARLIEST, LATEST = date(1, 1, 2), date(9999, 12, 30)


class DayRangeFilter(admin.ListFilter):
    """From one UTC day to another, both in; either may be left out."""

    title = "day (UTC)"
    parameter_name = "day"
    template = "unfold/filters/filters_date_range.html"
    form_class = RangeDateForm

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request
        for name in self.expected_parameters():
            if given := params.pop(name, [""])[-1].strip():
                self.used_parameters[name] = given

    def expected_parameters(self) -> list[Any]:
        return [f"{self.parameter_name}_from", f"{self.parameter_name}_to"]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        form = self.form_class(name=self.parameter_name, data=self.used_parameters)
        yield {"request": self.request, "parameter_name": self.parameter_name, "form": form}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        first, last = (self._day(name) for name in self.expected_parameters())
        if first is not None:
            queryset = queryset.filter(**{f"{self.column}__gte": clock.midnight(first)})
        if last is not None:
            after = clock.midnight(last + timedelta(days=1))
            queryset = queryset.filter(**{f"{self.column}__lt": after})
        return queryset

    column = "occurred_at"

    def _day(self, name: str) -> date | None:
        given = str(self.used_parameters.get(name, ""))
        if not given:
            return None
        try:
            return min(max(date.fromisoformat(given), EARLIEST), LATEST)
        except ValueError:
            messages.warning(self.request, f"{given} is no day; write it as 2026-01-31.")
            return None


class CreatedRange(DayRangeFilter):
    """The same for a node."""

    column = "created_at"


def choice_filter(column: str, choices: list[tuple[str, str]], title: str = "") -> type[Any]:
    """A drop-down of `choices` for `column`; a value that is none of them finds nothing."""

    class Choice(DropdownFilter):
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return choices

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            if not (chosen := self.value()):
                return queryset
            known = chosen in dict(choices)
            return queryset.filter(**{column: chosen}) if known else queryset.none()

    Choice.title = title or column.replace("_", " ")
    return Choice
