"""What operators may say to commands: each a `type` of argparse, which names the option."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from ooumph.ranges import FIRST_DAY, LAST_DAY


def day(text: str) -> date:
    """A day that may be aggregated."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise ArgumentTypeError(f"{text!r} is no day from {FIRST_DAY} to {LAST_DAY}")
    return found


def instant(text: str) -> datetime:
    """A day (its beginning) or an instant, in UTC where it says nothing else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found.date() <= LAST_DAY:
        raise ArgumentTypeError(
            f"{text!r} is no day or instant from {FIRST_DAY} to {LAST_DAY}, such as 2026-01-31"
        )
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def target_path(text: str) -> Path:
    """A file or folder to write to; what ends in a slash is a folder, which must be there."""
    found = Path(text)
    if text.endswith("/") and not found.is_dir():
        raise ArgumentTypeError(f"{text!r} is no folder")
    return found


def whole_number(first: int, last: int) -> Callable[[str], int]:
    """A number from `first` to `last`."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = None
        if number is None or not first <= number <= last:
            raise ArgumentTypeError(f"{text!r} is no whole number from {first:,} to {last:,}")
        return number

    return parse
