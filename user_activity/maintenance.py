"""Changes of the past go through the queue of touched members, like everything else."""

from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Min
from django.dispatch import Signal

from user_activity.models import TouchedMember

# Sent in the transaction that marks it, with `user_id`: for what is counted without the rows.
history_touched = Signal()
# Asked for the models of the queues that follow TouchedMember; each has a `received_at`.
naming_queues = Signal()

TOUCH_HISTORY = """
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), %(user_id)s, min(occurred_at) - interval '2 days',
           max(occurred_at) + interval '2 days', now()
    FROM (
        SELECT occurred_at FROM user_activity WHERE user_id = %(user_id)s
        UNION ALL SELECT occurred_at FROM content_interaction WHERE user_id = %(user_id)s
        UNION ALL SELECT occurred_at FROM social_interaction WHERE user_id = %(user_id)s
    ) AS history
    HAVING count(*) > 0
"""


def touch_history(user_id: int) -> None:
    """Mark all of a member's history for recomputing, in whatever zone they are now.

    Two days on either side: zones are up to 26 hours apart, so another one moves an event by up to
    two local days.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOUCH_HISTORY, {"user_id": user_id})
    history_touched.send(sender=None, user_id=user_id)


def waiting_since() -> datetime | None:
    """The earliest receipt that some aggregate does not hold; None when none waits."""
    named: list[Any] = [queues for _, queues in naming_queues.send(sender=None)]
    queues = [TouchedMember, *chain.from_iterable(named)]
    oldest = [queue._default_manager.aggregate(at=Min("received_at"))["at"] for queue in queues]
    return min((at for at in oldest if at is not None), default=None)
