"""Content that could not be looked up when its row was stored is looked up again here.

A round is one transaction: rows that are due are taken (another round leaves them alone), looked
up, completed, marked for recomputing, and taken off the list. Killed, it has done nothing; run
again, it finds nothing to do.
"""

import logging
import time
from dataclasses import dataclass

from django.db import transaction

from ooumph import clock
from user_activity.enrichment import unresolved
from user_activity.enrichment.facts import MISSING, look_up

logger = logging.getLogger("user_activity")

ROWS_PER_ROUND = 2_000
MAX_ATTEMPTS = 16  # About a week, the pauses doubling from two minutes up to a day.


@dataclass(frozen=True, slots=True)
class Round:
    """What became of the rows that were due: `answered` are those found or known to be missing."""

    due: int = 0
    answered: int = 0
    again: int = 0
    given_up: int = 0


def resolve(*, budget_seconds: float = 30.0) -> int:
    """Rounds until nothing is due, the graph gives no answer, or the budget is spent; how many
    rows were answered."""
    deadline = time.monotonic() + budget_seconds
    answered = 0
    while True:
        done = resolve_round()
        answered += done.answered
        if not done.due or done.again or done.given_up or time.monotonic() > deadline:
            return answered


@transaction.atomic
def resolve_round(*, limit: int = ROWS_PER_ROUND) -> Round:
    """One round, of those that have waited longest; a row given up keeps its mark."""
    now = clock.now()
    due = unresolved.due(now, limit)
    if not due:
        return Round()
    rows = unresolved.stored(due)
    answer = look_up({row.content for row in rows})
    answered = [r for r in rows if answer.reasons.get(r.content, MISSING) == MISSING]
    unresolved.complete(answered, answer)
    unanswered = {row.id for row in rows} - {row.id for row in answered}
    again = {each.pk for each in due if each.pk in unanswered and each.attempts < MAX_ATTEMPTS}
    unresolved.try_later(again, now)
    unresolved.done({each.pk for each in due} - again)
    given_up = len(unanswered - again)
    if given_up:
        logger.error("content given up", extra={"rows": given_up})
    return Round(len(due), len(answered), len(again), given_up)
