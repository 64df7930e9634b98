"""Bounded inputs that carry one number, word, flag or time."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured

from ooumph.errors import Invalid
from ooumph.graphql.inputs.base import Bounded
from ooumph.graphql.scalars import DateTime


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
