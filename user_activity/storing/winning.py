"""Ids that count once: who puts one in its table first has won it, in the writer's transaction.

Mostly all are new, and COPY puts thousands there at once; only where one is there already is each
asked for by itself. Another writer that has the same id waits here until this one has ended.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import IntegrityError, connection, transaction

from user_activity.codec import ACT_ID, KEYS, RECEIVED_AT, USER_ID, Row
from user_activity.storing.copying import copy

ENTRY_COLUMNS = ("milliseconds", "sequence")
KEY_COLUMNS = ("event_id", "user_id", "received_at")
ENTRIES_WON = """
    INSERT INTO stream_entry (milliseconds, sequence)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING
    RETURNING milliseconds, sequence
"""
KEYS_WON = """
    INSERT INTO event_key (event_id, user_id, received_at)
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::timestamptz[])
    ON CONFLICT DO NOTHING RETURNING event_id::text, user_id
"""
KEYS_GIVEN_BACK = """
    DELETE FROM event_key AS k
    USING unnest(%s::uuid[], %s::bigint[]) AS given (event_id, user_id)
    WHERE k.event_id = given.event_id AND k.user_id = given.user_id
"""


def won_entries(ids: Iterable[str]) -> set[str]:
    """Those of the stream's entries that were not stored before, which they are from here on.

    Belongs in the transaction that stores what they hold: another writer that has the same entry
    waits here until it has ended.
    """
    wanted = sorted(ids)  # Any order that all share.
    if _all_new("stream_entry", ENTRY_COLUMNS, "\n".join(wanted).replace("-", "\t")):
        return set(wanted)
    parts = zip(*(entry.split("-") for entry in wanted), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES_WON, [array(column) for column in parts])
        return {f"{milliseconds}-{sequence}" for milliseconds, sequence in cursor.fetchall()}


def _all_new(table: str, columns: Sequence[str], lines: str) -> bool:
    """Put the keys in their table at once; False, and nothing done, where one is there already."""
    try:
        with transaction.atomic():
            copy(table, columns, f"{lines}\n".encode())
    except IntegrityError:
        return False
    return True


def lost_keys(rows: Sequence[Row]) -> set[int]:
    """The identities of those of `rows` whose act was not the first to use each of their keys;
    the rows of one act share theirs."""
    received = {
        (key, row[USER_ID]): row[RECEIVED_AT] for row in reversed(rows) for key in row[KEYS]
    }
    wanted = [(*each, received[each]) for each in sorted(received)]  # Two batches wait in turn.
    lines = "\n".join([f"{key}\t{user_id}\t{at}" for key, user_id, at in wanted])
    if _all_new("event_key", KEY_COLUMNS, lines):
        won = set(received)
    else:
        with connection.cursor() as cursor:
            cursor.execute(KEYS_WON, [array(column) for column in zip(*wanted, strict=True)])
            won = set(cursor.fetchall())
    claimed: dict[tuple[str, int], str] = {}
    lost: set[int] = set()
    for row in rows:
        keys = [(key, row[USER_ID]) for key in row[KEYS]]
        if all(key in won and claimed.get(key, row[ACT_ID]) == row[ACT_ID] for key in keys):
            claimed.update(dict.fromkeys(keys, row[ACT_ID]))
        else:
            lost.add(id(row))
    _give_back(won - claimed.keys())
    return lost


def _give_back(keys: Collection[tuple[str, int]]) -> None:
    """What only acts won that lost by another of their keys is somebody else's to win."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(KEYS_GIVEN_BACK, [array(column) for column in zip(*keys, strict=True)])


def array(values: Iterable[object]) -> str:
    """An array literal of values whose text needs no quotes: thousands are parsed much faster."""
    return "{" + ",".join(map(str, values)) + "}"
