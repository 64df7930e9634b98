"""Straight to the tables, in one transaction."""

from collections.abc import Sequence

from django.db import InterfaceError, OperationalError

from user_activity import writer
from user_activity.buffer import BufferUnavailable
from user_activity.events import Event


class PostgresBuffer:
    def append(self, events: Sequence[Event]) -> None:
        try:
            writer.store(events)
        except (OperationalError, InterfaceError) as error:
            raise BufferUnavailable from error
