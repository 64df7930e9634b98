"""Holding two members at once, so that what concerns the two happens one after the other."""

from typing import NamedTuple

from ooumph import graph


class Blocks(NamedTuple):
    """Which of two members has blocked the other."""

    by_one: bool
    by_other: bool


def lock_pair(one: int, other: int) -> Blocks:
    """Hold both members' nodes, made where they are missing, for this transaction.

    Only inside `graph.write`. What it answers cannot change before the commit.
    """
    # The lower id first, whoever asks: two who meet never wait for each other.
    rows = graph.query(
        "MERGE (a:UserNode {user_id: $low}) SET a._locked = true REMOVE a._locked "
        "MERGE (b:UserNode {user_id: $high}) SET b._locked = true REMOVE b._locked "
        "RETURN EXISTS { (a)-[:BLOCKS]->(b) }, EXISTS { (b)-[:BLOCKS]->(a) }",
        low=min(one, other),
        high=max(one, other),
    )
    by_low, by_high = rows[0]
    return Blocks(by_low, by_high) if one < other else Blocks(by_high, by_low)
