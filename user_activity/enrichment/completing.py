"""What clients report about content is completed here, before it is stored and never in the
member's request: the content's author, tags, community and privacy, as they are now.

Rows of other doors say it themselves and are left alone, and so is imported history. Content that
is not found leaves its row marked, `{"unresolved": {"content": reason}}`, and out of content's
numbers. What is added is for analytics: the member who reported does not see it (`as_reported`).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from user_activity.codec import (
    AUTHOR_ID,
    CONTENT,
    CONTENT_ID,
    CONTENT_TYPE,
    METADATA,
    SOURCE,
    TABLE,
    Row,
)
from user_activity.enrichment.facts import MISSING, look_up
from user_activity.vocabulary import ContentType, Source

CLIENT = Source.CLIENT.value  # Plain text compares a few times faster.
POSTPONED = "postponed"
# The server's alone: a client that sends one of these is not believed.
SERVER_KEYS = ("tags", "community", "privacy", "unresolved")
QUOTED_KEYS = tuple(f'"{key}"' for key in SERVER_KEYS)


def enrich(rows: Sequence[Row]) -> list[Row]:
    """Complete, in place, what clients reported about content; the rows to be tried again, since
    the graph gave no answer.

    The rows are checked. Doing it again changes nothing. Raises the database's errors.
    """
    reported = _reported(rows)
    if not reported:
        return []
    answer = look_up({(row[CONTENT_TYPE], row[CONTENT_ID]) for row in reported})
    later = []
    for row in reported:
        key = (row[CONTENT_TYPE], row[CONTENT_ID])
        facts = answer.found.get(key)
        if facts is None:
            reason = answer.reasons[key]
            row[METADATA] = _with(row[METADATA], mark(reason))
            if reason != MISSING:
                later.append(row)
        else:
            row[AUTHOR_ID] = facts.author_id
            row[METADATA] = _with(row[METADATA], facts.stated)
    return later


def postpone(rows: Sequence[Row]) -> list[Row]:
    """Mark what clients reported about content, without looking anything up; these rows."""
    later = []
    for row in _reported(rows):
        nowhere = row[CONTENT_TYPE] == ContentType.MEDIA
        row[METADATA] = _with(row[METADATA], mark(MISSING if nowhere else POSTPONED))
        if not nowhere:
            later.append(row)
    return later


@cache
def mark(reason: str) -> str:
    """What the metadata of a row says whose content is not known, as JSON."""
    return orjson.dumps({"unresolved": {"content": reason}}).decode()


def as_reported(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A client's metadata without what was added here."""
    return {name: value for name, value in metadata.items() if name not in SERVER_KEYS}


def _reported(rows: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row[SOURCE] == CLIENT
        and row[TABLE] == CONTENT
        and row[AUTHOR_ID] is None
        and type(row[CONTENT_ID]) is str
    ]


def _with(metadata: str, added: str) -> str:
    """Both are JSON objects; read only where the client's may hold a key that is not its to say."""
    if metadata == "{}":
        return added
    for key in QUOTED_KEYS:  # A third of the time of any().
        if key in metadata:
            break
    else:
        if metadata[:1] + metadata[-1:] == "{}":
            return metadata if added == "{}" else f"{metadata[:-1]},{added[1:]}"
    try:
        kept = as_reported(orjson.loads(metadata))
    except (orjson.JSONDecodeError, AttributeError):
        return metadata  # No object: whoever stores it says so.
    return orjson.dumps({**kept, **orjson.loads(added)}).decode()
