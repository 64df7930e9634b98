"""The times that sources write: Unix seconds or milliseconds, ISO 8601, or a pattern."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from user_activity.importing.errors import BadLineError

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
MILLISECONDS_FROM = 10**11  # As seconds the year 5138, as milliseconds 1973.

FORMATS = ("auto", "seconds", "milliseconds", "iso")
TimeParser = Callable[[str], datetime]


def time_parser(time_format: str, zone: tzinfo) -> TimeParser:
    """From a source's text to an aware instant, by one of FORMATS or a `strptime` pattern.

    `zone` holds for texts without an offset. What is returned raises BadLineError.
    """

    def parse(text: str) -> datetime:
        try:
            found = _parsed(text, time_format, zone)
        except (ValueError, OverflowError) as error:
            raise BadLineError("occurred_at is not a time", text) from error
        if found < EARLIEST:
            raise BadLineError("occurred_at is out of range", text)
        return found

    return parse


def _parsed(text: str, time_format: str, zone: tzinfo) -> datetime:
    if time_format == "auto":
        time_format = _guessed(text)
    if time_format in ("seconds", "milliseconds"):
        return _since_epoch(text, time_format)
    if "%" in time_format:
        found = datetime.strptime(text, time_format)  # noqa: DTZ007  (the zone comes below)
    else:
        found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _guessed(text: str) -> str:
    if not NUMBER.fullmatch(text):
        return "iso"
    return "milliseconds" if abs(float(text)) >= MILLISECONDS_FROM else "seconds"


def _since_epoch(text: str, unit: str) -> datetime:
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return EPOCH + timedelta(**{unit: float(text) if "." in text else int(text)})
