"""Bounded text and ids."""

import re
import uuid
from typing import Any

import graphene

from ooumph.errors import Invalid
from ooumph.graphql.inputs.base import Bounded
from ooumph.graphql.inputs.characters import check_characters


class Text(Bounded):
    """Text of at most `max_length` characters, as sent; only `blank` may be empty."""

    one_line = False

    def __init__(self, *, max_length: int, blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.max_length = max_length
        self.blank = blank

    def graphql_type(self) -> Any:
        return graphene.String

    def bound(self) -> str:
        return f"At most {self.max_length} characters."

    def check(self, value: str) -> str:
        if len(value) > self.max_length:
            raise Invalid(self.bound())
        if not self.blank and not value.strip():
            raise Invalid("This may not be blank.")
        check_characters(value, one_line=self.one_line)
        return value


class Line(Text):
    """A name or the like: text of one line, that cannot pass for what is around it."""

    one_line = True


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
