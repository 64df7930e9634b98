"""Bounded free-form context."""

import math
from collections.abc import Iterator
from typing import Any

import orjson

from ooumph.errors import Invalid
from ooumph.graphql.inputs.base import Bounded
from ooumph.graphql.inputs.characters import check_characters
from ooumph.graphql.scalars import JSON

MAX_BYTES = 8192
MAX_DEPTH = 5


class Json(Bounded):
    """A JSON object of at most MAX_BYTES bytes and MAX_DEPTH levels."""

    def graphql_type(self) -> Any:
        return JSON

    def bound(self) -> str:
        return f"An object of at most {MAX_BYTES} bytes and {MAX_DEPTH} levels."

    def check(self, value: dict[str, Any]) -> dict[str, Any]:
        for leaf in _leaves(value, MAX_DEPTH):
            if isinstance(leaf, str):
                check_characters(leaf)
            elif isinstance(leaf, float) and not math.isfinite(leaf):
                raise Invalid("Numbers must be finite.")
        if len(orjson.dumps(value)) > MAX_BYTES:
            raise Invalid(f"This must be at most {MAX_BYTES} bytes.")
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
