"""The port between capture and storage: durable once what `begin` returns has returned."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from user_activity.events import Event
from user_activity.tallies import Tally


class BufferUnavailable(Exception):
    """No durable place took the events."""


Finish = Callable[[], None]


class Buffer(Protocol):
    def begin(self, events: Sequence[Event], tallies: Counter[Tally]) -> Finish:
        """Begin to accept `events` durably and to count `tallies` with them; what is returned
        waits until that is done.

        Both raise BufferUnavailable; it may have taken all of them even so, or none.
        """


class FirstOf:
    """Several buffers as one: the first that is there takes the events.

    One that went away in the middle may have taken them too; they are stored once all the same.
    """

    def __init__(self, buffers: Sequence[Buffer]) -> None:
        self._buffers = buffers

    def begin(self, events: Sequence[Event], tallies: Counter[Tally]) -> Finish:
        first, *others = self._buffers
        if not others:
            return first.begin(events, tallies)
        rest = FirstOf(others)
        try:
            finish = first.begin(events, tallies)
        except BufferUnavailable:
            return rest.begin(events, tallies)

        def finish_or_next() -> None:
            try:
                finish()
            except BufferUnavailable:
                rest.begin(events, tallies)()

        return finish_or_next


@cache
def _buffer(*dotted_paths: str) -> Buffer:
    return FirstOf([import_string(path)() for path in dotted_paths])


def buffer() -> Buffer:
    """The adapters that the settings name, in their order."""
    return _buffer(*settings.ACTIVITY_BUFFERS)
