"""The port between capture and storage: durable once `append` returns."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from user_activity.events import Event
from user_activity.tallies import Tally


class BufferUnavailable(Exception):
    """No durable place took the events."""


class Buffer(Protocol):
    def append(self, events: Sequence[Event], tallies: Counter[Tally]) -> None:
        """Accept `events` durably and count `tallies` with them, all or none.

        Raises BufferUnavailable; whether it was all or none is then not known.
        """


class FirstOf:
    """Several buffers as one: the first that is there takes the events.

    One that went away in the middle may have taken them too; they are stored once all the same.
    """

    def __init__(self, buffers: Sequence[Buffer]) -> None:
        self._buffers = buffers

    def append(self, events: Sequence[Event], tallies: Counter[Tally]) -> None:
        for buffer in self._buffers[:-1]:
            try:
                return buffer.append(events, tallies)
            except BufferUnavailable:
                continue
        return self._buffers[-1].append(events, tallies)


@cache
def _buffer(*dotted_paths: str) -> Buffer:
    return FirstOf([import_string(path)() for path in dotted_paths])


def buffer() -> Buffer:
    """The adapters that the settings name, in their order."""
    return _buffer(*settings.ACTIVITY_BUFFERS)
