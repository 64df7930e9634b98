"""Dead letters, tried again: each in a transaction of its own, so that one costs no other."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from ooumph import clock
from user_activity import enrichment
from user_activity.codec import UnreadableError, decode
from user_activity.models import DeadLetter
from user_activity.storing.dead_letters import ERROR_MAX_CHARACTERS, POISONED, said
from user_activity.tallies import Outcome, Tally
from user_activity.writer import Batch, batch_of, place_batch


def waiting(reason: str | None = None) -> QuerySet[DeadLetter]:
    """The letters not yet replayed, oldest first."""
    letters = DeadLetter.objects.filter(replayed_at=None).order_by("failed_at", "id")
    return letters.filter(reason=reason) if reason else letters


@transaction.atomic
def replay(letter_id: UUID) -> bool:
    """Store what the letter holds; False where it still cannot be, or another replays it.

    All of it or nothing: a letter of which a part fails stays, with what is wrong now.
    """
    letter = (
        DeadLetter.objects.select_for_update(skip_locked=True)
        .filter(id=letter_id, replayed_at=None)
        .first()
    )
    if letter is None:
        return False
    error = _store(letter)
    if error:
        letter.error, letter.attempts = error, letter.attempts + 1
    else:
        letter.replayed_at = clock.now()
    letter.save(update_fields=["error", "attempts", "replayed_at"])
    return not error


def _batch(letter: DeadLetter) -> Batch:
    return batch_of(decode(bytes(letter.payload)), look_up=enrichment.postpone)


class _StillBad(Exception):
    """Undoes what the part that could be stored has left."""


def _store(letter: DeadLetter) -> str:
    """What is wrong with the letter, or nothing once its rows are stored."""
    settled = {Tally(Outcome.DEAD_LETTER, letter.kind, letter.reason): -letter.events}
    try:
        with transaction.atomic():
            stored = place_batch(_batch(letter), settled)
            if stored.bad:
                raise _StillBad(stored.bad[0])
    except (UnreadableError, _StillBad) as error:
        return str(error)
    except POISONED as error:
        return said(error)[:ERROR_MAX_CHARACTERS]
    return ""
