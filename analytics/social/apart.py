"""Whom a block or a mute keeps out of a member's lists."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NamedTuple

from analytics.social import graph
from analytics.statements import fetch, sql_file
from ooumph.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Apart:
    """`sure`: the graph said so. While it is away, blocks are known as they were recorded; who
    refuses to be tracked leaves no such record, and is then to be left out as well."""

    ids: list[int]
    sure: bool


class Held(NamedTuple):
    """A block or a mute (`BLOCKS`, `MUTES`) between a member and another; `own`: the member's."""

    member_id: int
    other_id: int
    kind: str
    own: bool

    @property
    def keeps_out(self) -> bool:
        """Whether it takes the other out of the member's lists; who is muted is not told."""
        return self.own or self.kind == "BLOCKS"


@dataclass(frozen=True, slots=True)
class HeldApart:
    """As Apart, of many members."""

    held: list[Held]
    sure: bool


def held_apart(
    member_ids: Collection[int], *, graph_alone: bool = False, timeout_seconds: float | None = None
) -> Callable[[], HeldApart]:
    """All blocks and mutes of some members: the graph is asked now, and waited for when they are
    needed. `graph_alone`: raise Unavailable then while it is away."""
    rows = graph.held_apart(member_ids, timeout_seconds)

    def held() -> HeldApart:
        try:
            return HeldApart(sorted(Held(*row) for row in rows()), sure=True)
        except Unavailable:
            if graph_alone:
                raise
            recorded = fetch(sql_file("held_apart"), {"users": list(member_ids)})
            return HeldApart(sorted(Held(*row) for row in recorded), sure=False)

    return held


def kept_apart(member_id: int, *, graph_alone: bool = False) -> Apart:
    """Whom the member blocks or mutes, and who blocks the member. `graph_alone` as above."""
    found = held_apart([member_id], graph_alone=graph_alone)()
    return Apart(sorted({each.other_id for each in found.held if each.keeps_out}), found.sure)
