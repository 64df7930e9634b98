"""What is known of the content that clients report about: whose it is, its tags, community and
privacy, as they are when it is asked.

What was found stays in the process for a minute, so that a batch asks only for what is new to it;
what was not found is asked for again.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from types import SimpleNamespace
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from ooumph import clock
from ooumph.ids import as_number
from user_activity import lookups
from user_activity.lifecycle import facts_of
from user_activity.validation import ADDED_MAX_BYTES
from user_activity.vocabulary import ContentType

Key = tuple[str, str]  # Content type and id.

MISSING = "missing"
CHUNK = 2_000  # How many items one query asks for.


@dataclass(frozen=True, slots=True)
class Facts:
    """An item's author, and as JSON what its rows say of it in their metadata."""

    author_id: int | None
    stated: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The facts of the items that were found; of each other item why not: `missing`, or the
    reason for which the graph gave no answer."""

    found: dict[Key, Facts]
    reasons: dict[Key, str]


class Cache:
    """The facts used last, each for as long as the settings say after it was found."""

    def __init__(self) -> None:
        self._items: OrderedDict[Key, tuple[float, Facts]] = OrderedDict()
        self._lock = Lock()

    def known(self, keys: Collection[Key]) -> dict[Key, Facts]:
        found = {}
        oldest = clock.now().timestamp() - settings.ACTIVITY_CONTENT_CACHE_SECONDS
        with self._lock:
            for key in keys:
                if (item := self._items.get(key)) is None:
                    continue
                if item[0] <= oldest:
                    del self._items[key]
                    continue
                self._items.move_to_end(key)
                found[key] = item[1]
        return found

    def keep(self, found: Mapping[Key, Facts]) -> None:
        now = clock.now().timestamp()
        with self._lock:
            for key, facts in found.items():
                self._items[key] = now, facts
                self._items.move_to_end(key)
            while len(self._items) > settings.ACTIVITY_CONTENT_CACHE_ITEMS:
                self._items.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._items.clear()

    def __len__(self) -> int:
        return len(self._items)


CACHE = Cache()


def look_up(keys: Collection[Key]) -> Answer:
    """The facts of each item, by the cache, one guarded query of the graph (more for thousands of
    items) and, for profiles, one of the database, whose errors it raises."""
    found = CACHE.known(keys)
    wanted = [key for key in keys if key not in found]
    if not wanted:
        return Answer(found, {})
    profiles = [uid for kind, uid in wanted if kind == ContentType.PROFILE]
    fresh = _profiles(profiles) if profiles else {}
    reasons: dict[Key, str] = {}
    nodes = iter([key for key in wanted if key[0] in lookups.content_kinds()])
    for chunk in _chunks(nodes):
        try:
            fresh |= _nodes(chunk)
        except lookups.LookupFailed as failure:
            # The chunks that are left would only wait as long again.
            reasons = dict.fromkeys([*chunk, *nodes], failure.reason)
    CACHE.keep(fresh)
    found |= fresh
    return Answer(found, {key: reasons.get(key, MISSING) for key in wanted if key not in found})


def _chunks(keys: Iterator[Key]) -> Iterator[list[Key]]:
    while chunk := list(islice(keys, CHUNK)):
        yield chunk


def _nodes(keys: Collection[Key]) -> dict[Key, Facts]:
    uids: defaultdict[str, list[str]] = defaultdict(list)
    for kind, uid in keys:
        uids[kind].append(uid)
    timeout_seconds = settings.ACTIVITY_CONTENT_LOOKUP_SECONDS
    return {
        (kind, uid): _facts(author_id, facts_of(SimpleNamespace(**properties)))
        for kind, uid, author_id, properties in lookups.content(
            uids, timeout_seconds=timeout_seconds
        )
    }


def _profiles(ids: Collection[str]) -> dict[Key, Facts]:
    """A profile's author is the member whose it is."""
    numbers = [number for each in ids if (number := as_number(each)) is not None]
    borrowed = connection.connection is not None
    try:
        members = get_user_model().objects.filter(pk__in=numbers).values_list("pk", flat=True)
        known = {str(pk): pk for pk in members}
    finally:
        if not borrowed:
            connection.close()  # Of a thread that reads ahead: nobody else would.
    return {
        (ContentType.PROFILE.value, each): _facts(known[each], {}) for each in ids if each in known
    }


def _facts(author_id: int | None, stated: dict[str, Any]) -> Facts:
    """Within what the server may add to a row: of tags without end the first."""
    text = orjson.dumps(stated)
    while len(text) > ADDED_MAX_BYTES and stated.get("tags"):
        stated = {**stated, "tags": stated["tags"][:-1]}
        text = orjson.dumps(stated)
    return Facts(author_id, text.decode())
