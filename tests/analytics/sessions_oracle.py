"""Sessions in plain Python: acts with no pause of more than 30 minutes, at most 24 hours."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.analytics.oracle import NO_SESSION, Fact, Rows, local

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=24)


def sessions(facts: Iterable[Fact]) -> Rows:
    of_key: dict[tuple[int, UUID], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.user_id != 0:
            of_key[fact.user_id, fact.session_id or NO_SESSION].append(fact)
    found: Rows = {}
    for (user_id, session_id), rows in of_key.items():
        for part in parts(sorted(rows, key=lambda fact: fact.at)):
            found[user_id, part[0].at, session_id] = {
                "ended_at": part[-1].at,
                "acts": len({fact.act_id for fact in part}),
            }
    return found


def parts(rows: list[Fact]) -> list[list[Fact]]:
    """Where nothing was done for long, and every 24 hours after such a beginning."""
    found: list[list[Fact]] = []
    began: datetime | None = None
    for before, fact in zip([None, *rows], rows, strict=False):
        if before is None or fact.at - before.at > IDLE:
            began, turn = fact.at, 0
            found.append([])
        assert began is not None
        if (fact.at - began) // LONGEST > turn:
            turn = (fact.at - began) // LONGEST
            found.append([])
        found[-1].append(fact)
    return found


def lengths(found: Rows, platform: str, left_out: Collection[int]) -> Rows:
    counted: Counter[tuple[Any, int]] = Counter(
        (local(key[1], platform).date(), int((row["ended_at"] - key[1]).total_seconds()))
        for key, row in found.items()
        if key[0] not in left_out
    )
    return {key: {"sessions": n} for key, n in counted.items()}
