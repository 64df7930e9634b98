"""Events as rows of plain values, and rows as the bytes that an entry of the stream holds.

A row is a list: which table, the client-chosen keys, then the table's columns in the order of
its event's fields. Identifiers and instants (in UTC) are text, metadata is text of JSON that
nobody between the request and the table needs to read. Many rows are compressed.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from backports import zstd

from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Source,
)

Row = list[Any]

COMPRESSED_FROM_BYTES = 2048  # A few rows: less is not worth the time.
COMPRESSION_LEVEL = 1
COMPRESSED = b"\x28\xb5\x2f\xfd"  # How a Zstandard frame begins, and no JSON does.

DOCUMENT_MAX_BYTES = 64 << 20  # More than any request leaves.
VERSION = 2  # Compressed where it says so; another version's entries wait among the dead letters.
READABLE_VERSIONS = (1, VERSION)
EVENT_CLASSES: tuple[type[Event], ...] = (ActivityEvent, ContentEvent, SocialEvent)
ACTIVITY, CONTENT, SOCIAL = range(3)
TABLES = tuple(cls.table for cls in EVENT_CLASSES)
KINDS = tuple(cls.kind.value for cls in EVENT_CLASSES)
COLUMNS = tuple(
    tuple(column.name for column in fields(cls) if column.name != "keys") for cls in EVENT_CLASSES
)

# Positions in a row: those of every table, then where a table's own columns begin.
TABLE, KEYS, EVENT_ID, ACT_ID, USER_ID, OCCURRED_AT, RECEIVED_AT = range(7)
SESSION_ID, REQUEST_ID, IP, DEVICE, SOURCE, METADATA, OWN = range(7, 14)
FIRST_COLUMN = EVENT_ID
CONTENT_TYPE, CONTENT_ID, AUTHOR_ID = OWN + 1, OWN + 2, OWN + 3
CONTEXT_TYPE = OWN + 2

INSTANT_LENGTHS = (25, 32)  # Without and with microseconds.
KEY_LENGTH = 36
LENGTHS = tuple(FIRST_COLUMN + len(columns) for columns in COLUMNS)
WORDS = tuple(frozenset(words) for words in (ActivityType, InteractionType, SocialInteractionType))
SOURCES = frozenset(Source)
CONTENT_TYPES = frozenset(ContentType)
CONTEXT_TYPES = frozenset({"", *ContextType})

_tables = {cls: index for index, cls in enumerate(EVENT_CLASSES)}
_values = tuple(attrgetter(*columns) for columns in COLUMNS)


class UnreadableError(ValueError):
    """Bytes that this version cannot read as events."""


class BadRowError(ValueError):
    """A row that cannot be stored; says what is wrong with it."""


def row_of(event: Event) -> Row:
    """The row of an event, its values still as Python has them."""
    table = _tables[type(event)]
    row: Row = [table, event.keys or None, *_values[table](event)]
    for position in (OCCURRED_AT, RECEIVED_AT):
        if row[position].tzinfo is not UTC:
            row[position] = row[position].astimezone(UTC)
    row[METADATA] = orjson.dumps(row[METADATA]).decode()
    if table == SOCIAL:
        row[CONTEXT_TYPE] = row[CONTEXT_TYPE] or ""
    return row


def encode(events: Sequence[Event]) -> bytes:
    """The rows of `events` as one JSON document, compressed where there are many."""
    document = _document(events)
    if len(document) < COMPRESSED_FROM_BYTES:
        return document
    return zstd.compress(document, COMPRESSION_LEVEL)


def decode(payload: bytes) -> list[Row]:
    """The rows that `encode` made this of; raises UnreadableError. A row may still be bad: see
    `check`."""
    return _rows(document_of(payload))


def rows_of(events: Sequence[Event]) -> list[Row]:
    """The rows of `events` as they come out of the stream."""
    return _rows(_document(events))


def document_of(payload: bytes) -> bytes:
    """The JSON of an entry; raises UnreadableError."""
    if not payload.startswith(COMPRESSED):
        return payload
    frame = zstd.ZstdDecompressor()
    try:
        document = frame.decompress(payload, max_length=DOCUMENT_MAX_BYTES)
    except zstd.ZstdError as error:
        raise UnreadableError(f"not compressed as it says: {error}") from error
    if not frame.eof or frame.unused_data:
        raise UnreadableError(f"not one whole frame of at most {DOCUMENT_MAX_BYTES:,} bytes")
    return document


def document_bytes(payload: bytes) -> int:
    """How large the JSON of an entry says it is."""
    if not payload.startswith(COMPRESSED):
        return len(payload)
    try:
        return zstd.get_frame_info(payload).decompressed_size or len(payload)
    except zstd.ZstdError:
        return len(payload)


def _document(events: Sequence[Event]) -> bytes:
    return orjson.dumps([row_of(event) for event in events])


def _rows(document: bytes) -> list[Row]:
    try:
        rows = orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(f"no JSON: {error}") from error
    if not isinstance(rows, list):
        raise UnreadableError("no list of rows")
    return rows


def check(row: Any) -> None:
    """Raise BadRowError for a row that no version of this code would have written.

    What the database itself checks (identifiers, instants, lengths) is left to it.
    """
    try:
        table = row[TABLE]
        if table not in (ACTIVITY, CONTENT, SOCIAL):
            raise BadRowError(f"unknown table {table!r}")
        if len(row) != LENGTHS[table]:
            raise BadRowError(f"{len(row)} values in place of {LENGTHS[table]}")
        if row[OWN] not in WORDS[table]:
            raise BadRowError(f"unknown word {row[OWN]!r}")
        if row[SOURCE] not in SOURCES:
            raise BadRowError(f"unknown source {row[SOURCE]!r}")
        if table == CONTENT and row[CONTENT_TYPE] not in CONTENT_TYPES:
            raise BadRowError(f"unknown content {row[CONTENT_TYPE]!r}")
        if table == SOCIAL and row[CONTEXT_TYPE] not in CONTEXT_TYPES:
            raise BadRowError(f"unknown context {row[CONTEXT_TYPE]!r}")
        if type(row[USER_ID]) is not int or not 0 <= row[USER_ID] < 2**63:
            raise BadRowError(f"unknown member {row[USER_ID]!r}")
        if type(row[EVENT_ID]) is not str or type(row[METADATA]) is not str:
            raise BadRowError("an id or metadata that is not text")
        _check_instant(row[OCCURRED_AT])
        _check_instant(row[RECEIVED_AT])
        if row[KEYS] is not None:
            _check_keys(row)
    except (TypeError, IndexError, KeyError) as error:
        raise BadRowError(f"not a row: {error}") from error


def _check_instant(text: str) -> None:
    """In the one form whose texts compare as the instants do, and that can be read back."""
    try:
        if len(text) in INSTANT_LENGTHS and text[10] == "T" and text[-6:] == "+00:00":
            datetime.fromisoformat(text)
            return
    except ValueError:
        pass
    raise BadRowError("no instant in UTC")


def _check_keys(row: Row) -> None:
    """What is won before the row meets the database's own checks, and is compared as text."""
    try:
        for key in row[KEYS]:
            UUID(key)
            if len(key) != KEY_LENGTH or key != key.lower():
                raise ValueError(f"{key!r} is not spelt as it would be read back")
    except (ValueError, AttributeError) as error:
        raise BadRowError(f"keys that cannot be won: {error}") from error


def kind_of(row: Row) -> str:
    """Such as `content:view`, of a checked row."""
    return f"{KINDS[row[TABLE]]}:{row[OWN]}"


def instant(text: str) -> datetime:
    """An instant of a row."""
    return datetime.fromisoformat(text)
