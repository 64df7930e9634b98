"""Whom a block or a mute keeps out of a member's lists."""

from dataclasses import dataclass

from analytics.social import graph
from analytics.statements import fetch, sql_file
from ooumph.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Apart:
    """`sure`: the graph said so. While it is away, blocks are known as they were recorded; who
    refuses to be tracked leaves no such record, and is then to be left out as well."""

    ids: list[int]
    sure: bool


def kept_apart(member_id: int) -> Apart:
    """Whom the member blocks or mutes, and who blocks the member."""
    try:
        return Apart(sorted(graph.kept_apart(member_id)), sure=True)
    except Unavailable:
        rows = fetch(sql_file("kept_apart"), {"user": member_id})
        return Apart([other for (other,) in rows], sure=False)
