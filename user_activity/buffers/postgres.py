"""Straight to the tables, in one transaction."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from django.db import connection

from user_activity import writer
from user_activity.buffer import BufferUnavailable, Finish
from user_activity.events import Event
from user_activity.storing.away import AWAY
from user_activity.tallies import Tally


class PostgresBuffer:
    def begin(self, events: Sequence[Event], tallies: Counter[Tally]) -> Finish:
        """Sends a few at once. Where that fails, as on a connection that had died or met a
        deadlock, all are stored once more, on a new one."""
        again = partial(_store_anew, events, tallies)
        try:
            stored = writer.begin(events, tallies)
        except AWAY:
            return again

        def finish() -> None:
            try:
                stored()
            except AWAY:
                again()

        return finish


def _store_anew(events: Sequence[Event], tallies: Counter[Tally]) -> None:
    if connection.in_atomic_block:
        raise BufferUnavailable
    connection.close()
    try:
        writer.store(events, tallies)
    except AWAY as error:
        raise BufferUnavailable from error
