"""Tells a person on a stream how an import goes: one line that is rewritten on a terminal."""

import time

from django.core.management.base import OutputWrapper

from user_activity.importing.errors import BadLineError
from user_activity.importing.importer import Summary

ERASE_LINE = "\r\x1b[2K"
TERMINAL_SECONDS, LOG_SECONDS = 0.2, 10.0


class Progress:
    """Writes bad lines at once, and how far it is every now and then."""

    def __init__(self, stream: OutputWrapper, name: str) -> None:
        self._stream = stream
        self._name = name
        self._terminal = stream.isatty()
        self._started = self._told = time.monotonic()

    def bad_line(self, line: int, error: BadLineError) -> None:
        self._write(f"{ERASE_LINE if self._terminal else ''}line {line}: {error}\n")

    def progress(self, lines: int, share_read: float, bad: int) -> None:
        now = time.monotonic()
        if now - self._told < (TERMINAL_SECONDS if self._terminal else LOG_SECONDS):
            return
        self._told = now
        seconds = now - self._started
        text = (
            f"{self._name}: {lines:,} lines, {share_read:.0%}, {lines / seconds:,.0f} a second, "
            f"{bad:,} bad, {seconds / share_read - seconds:,.0f} s left"
        )
        self._write(f"{ERASE_LINE}{text}" if self._terminal else f"{text}\n")

    def close(self) -> None:
        if self._terminal:
            self._write(ERASE_LINE)

    def _write(self, text: str) -> None:
        self._stream.write(text, style_func=str, ending="")
        self._stream.flush()

    def told(self, summary: Summary) -> str:
        """What an import came to, for people; a line a reason of bad lines."""
        seconds = time.monotonic() - self._started
        head = (
            f"{self._name}: stored {summary.stored:,}, already there {summary.already_there:,}, "
            f"bad {summary.bad.total():,}; "
            f"{summary.members_created:,} members made; {seconds:.1f} s."
        )
        return "\n".join([head, *(f"  {n:,} x {why}" for why, n in summary.bad.most_common())])
