"""What members did to each other, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.analytics.oracle import Fact, Rows, local

HALF_LIFE_DAYS = 30


def tables(facts: Iterable[Fact], platform: str) -> dict[str, Rows]:
    dated = [
        (local(fact.at, platform).date(), fact)
        for fact in facts
        if fact.kind == "social" and fact.other_id is not None and fact.user_id != 0
    ]
    targets = Counter(
        (on, fact.user_id, fact.act_id) for on, fact in dated if fact.word == "message_send"
    )
    grouped: dict[tuple[Any, ...], list[tuple[Fact, int]]] = defaultdict(list)
    for on, fact in dated:
        if fact.other_id != fact.user_id:
            n = targets[on, fact.user_id, fact.act_id] if fact.word == "message_send" else 1
            grouped[fact.user_id, on, fact.other_id, fact.word].append((fact, n))
    days = {key: pair_day(found) for key, found in grouped.items()}
    return {"pair_day": days, "pair": pairs(days)}


def pair_day(found: list[tuple[Fact, int]]) -> dict[str, Any]:
    return {
        "at": [at for _, at in sorted((n > 1, fact.at) for fact, n in found)],
        "alone": sum(n == 1 for _, n in found),
        "value": sum((round(Decimal(1) / n, 6) for _, n in found), Decimal(0)),
    }


def pairs(days: Rows) -> Rows:
    """Adds to each day how the pair stood before it; what each comes to after its last."""
    stands: dict[tuple[Any, ...], tuple[float, date]] = {}
    for key, row in sorted(days.items(), key=lambda item: item[0][1]):
        user_id, on, target, word = key
        before = stands.get((user_id, target, word))
        row["value_before"], row["before_on"] = before or (None, None)
        faded = before[0] * 0.5 ** ((on - before[1]).days / HALF_LIFE_DAYS) if before else 0.0
        stands[user_id, target, word] = faded + float(row["value"]), on
    return {key: {"value": value, "valued_on": on} for key, (value, on) in stands.items()}
