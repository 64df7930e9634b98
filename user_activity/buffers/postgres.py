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
        """Nothing begins before it is waited for."""
        return partial(_store_or_raise, events, tallies)


def _store_or_raise(events: Sequence[Event], tallies: Counter[Tally]) -> None:
    try:
        _store(events, tallies)
    except AWAY as error:
        raise BufferUnavailable from error


def _store(events: Sequence[Event], tallies: Counter[Tally]) -> None:
    """Store; once more on a new connection where the old one had died, or met a deadlock."""
    try:
        writer.store(events, tallies)
    except AWAY:
        if connection.in_atomic_block:
            raise
        connection.close()
        writer.store(events, tallies)
