"""The port between capture and storage: durable once `append` returns."""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from user_activity.events import Event


class BufferUnavailable(Exception):
    """No durable place took the events."""


class Buffer(Protocol):
    def append(self, events: Sequence[Event]) -> None:
        """Accept `events` durably, all or none; raises BufferUnavailable."""


@cache
def _buffer(dotted_path: str) -> Buffer:
    buffer: Buffer = import_string(dotted_path)()
    return buffer


def buffer() -> Buffer:
    """The adapter that the settings name."""
    return _buffer(settings.ACTIVITY_BUFFER)
