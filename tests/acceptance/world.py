"""The acts of the product as a table: each does one thing over HTTP and says which rows it leaves.

A row is written as `user type`, then what it is about:
    ("ada", "post_create")                              an activity
    ("ada", "post:like", post_id)                       a content interaction
    ("ada", "mention", "bob", "post", post_id)          a social interaction
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api import Client

Row = tuple[Any, ...]
ACTS: list[tuple[str, Callable[["World"], list[Row]], Callable[["World"], None] | None]] = []


@dataclass
class World:
    """Three members, and what the preparation of an act left."""

    ada: Client
    bob: Client
    cleo: Client
    nobody: Callable[[], Client]
    post: str = ""
    made: dict[str, Any] = field(default_factory=dict)

    def name_of(self, user_id: int | None) -> str | None:
        names = {int(c.id): c.username for c in (self.ada, self.bob, self.cleo)}
        return names.get(user_id, str(user_id)) if user_id is not None else None


def an_act(
    *mutations: str, given: Callable[[World], None] | None = None
) -> Callable[[Callable[[World], list[Row]]], Callable[[World], list[Row]]]:
    """Register an act of `mutations`, done after `given` has prepared the world."""

    def register(act: Callable[[World], list[Row]]) -> Callable[[World], list[Row]]:
        ACTS.extend((mutation, act, given) for mutation in mutations)
        return act

    return register
