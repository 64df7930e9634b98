"""Bounded inputs that carry one value."""

import math
import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

import graphene
import orjson
from django.core.exceptions import ImproperlyConfigured

from ooumph.errors import Invalid
from ooumph.graphql.inputs.base import Bounded
from ooumph.graphql.inputs.characters import check_characters
from ooumph.graphql.scalars import JSON, DateTime


class Text(Bounded):
    """Text of `min_length` to `max_length` characters, as sent; only `blank` may be empty."""

    one_line = False

    def __init__(
        self, *, max_length: int, min_length: int = 0, blank: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.max_length = max_length
        self.min_length = min_length
        self.blank = blank

    def graphql_type(self) -> Any:
        return graphene.String

    def bound(self) -> str:
        at_least = f"At least {self.min_length}, at" if self.min_length else "At"
        return f"{at_least} most {self.max_length} characters."

    def check(self, value: str) -> str:
        if len(value) > self.max_length or len(value) < self.min_length:
            raise Invalid(self.bound())
        if not self.blank and not value.strip():
            raise Invalid("This may not be blank.")
        check_characters(value, one_line=self.one_line)
        return value


class ID(Text):
    """An opaque id."""

    one_line = True

    def __init__(self, *, max_length: int = 64, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def graphql_type(self) -> Any:
        return graphene.ID


class Unique(Bounded):
    """A UUID in its usual spelling, an `ID` in the schema; the service gets a `uuid.UUID`."""

    _SPELLING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

    def graphql_type(self) -> Any:
        return graphene.ID

    def bound(self) -> str:
        return "A UUID."

    def check(self, value: str) -> uuid.UUID:
        if not self._SPELLING.fullmatch(value):
            raise Invalid("This must be a UUID.")
        return uuid.UUID(value)


class Number(Bounded):
    """A number from `minimum` to `maximum`, both included."""

    def __init__(self, *, minimum: float, maximum: float, **options: Any) -> None:
        super().__init__(**options)
        self.minimum = minimum
        self.maximum = maximum

    def graphql_type(self) -> Any:
        return graphene.Float

    def bound(self) -> str:
        return f"From {self.minimum} to {self.maximum}."

    def check(self, value: float) -> float:
        if not self.minimum <= value <= self.maximum:
            raise Invalid(f"This must be from {self.minimum} to {self.maximum}.")
        return value


class Integer(Number):
    """A whole number from `minimum` to `maximum`, both included."""

    def __init__(self, *, minimum: int, maximum: int, **options: Any) -> None:
        super().__init__(minimum=minimum, maximum=maximum, **options)

    def graphql_type(self) -> Any:
        return graphene.Int


class Flag(Bounded):
    """True or false."""

    def graphql_type(self) -> Any:
        return graphene.Boolean

    def check(self, value: bool) -> bool:
        return value


class Choice(Bounded):
    """One word of an enum made by `enums.graphql_enum`; the service gets its value."""

    def __init__(self, enum: Any, **options: Any) -> None:
        super().__init__(**options)
        if not (isinstance(enum, type) and issubclass(enum, graphene.Enum)):
            raise ImproperlyConfigured(f"Choice takes an enum of graphql_enum, not {enum!r}.")
        self.enum = enum

    def graphql_type(self) -> Any:
        return self.enum

    def check(self, value: Any) -> Any:
        return value.value if isinstance(value, Enum) else value


class Instant(Bounded):
    """A point in time with its offset; the service gets an aware datetime in UTC."""

    def graphql_type(self) -> Any:
        return DateTime

    def check(self, value: datetime) -> datetime:
        return value


class Day(Bounded):
    """A calendar day; the service gets a date."""

    def graphql_type(self) -> Any:
        return graphene.Date

    def check(self, value: date) -> date:
        return value


class Json(Bounded):
    """A JSON object of at most `max_bytes` bytes and `max_depth` levels."""

    def __init__(self, *, max_bytes: int = 8192, max_depth: int = 5, **options: Any) -> None:
        super().__init__(**options)
        self.max_bytes = max_bytes
        self.max_depth = max_depth

    def graphql_type(self) -> Any:
        return JSON

    def bound(self) -> str:
        return f"An object of at most {self.max_bytes} bytes and {self.max_depth} levels."

    def check(self, value: dict[str, Any]) -> dict[str, Any]:
        for leaf in _leaves(value, self.max_depth):
            if isinstance(leaf, str):
                check_characters(leaf)
            elif isinstance(leaf, float) and not math.isfinite(leaf):
                raise Invalid("Numbers must be finite.")
        if len(orjson.dumps(value)) > self.max_bytes:
            raise Invalid(f"This must be at most {self.max_bytes} bytes.")
        return value


def _leaves(value: Any, depth: int) -> Iterator[Any]:
    """Yield each key and scalar; Invalid when containers nest deeper than `depth`."""
    if not isinstance(value, dict | list):
        yield value
        return
    if depth == 0:
        raise Invalid("This is nested too deeply.")
    if isinstance(value, dict):
        yield from value
    for child in value.values() if isinstance(value, dict) else value:
        yield from _leaves(child, depth - 1)
