"""Whom a text mentions: `@username`."""

import re
from collections.abc import Iterator
from itertools import islice

from django.db.models.functions import Lower

from account.models import User
from account.selectors import blocked_among

MAX_MENTIONS = 50

_MENTION = re.compile(r"(?<![\w.@+-])@([\w.@+-]{1,150})(?![\w.@+-])")
_PUNCTUATION = re.compile(r"[.@+-]+")


def mentioned_members(text: str, *, author_id: int) -> list[int]:
    """The active members whom `text` mentions, in its order, at most 50.

    Left out are its author and who blocked them or is blocked by them. Of the names that one
    mention may spell (`@ada.` is `ada.` or `ada`) the longest that somebody has counts.
    """
    found = islice(_MENTION.finditer(text), MAX_MENTIONS)
    spellings = [list(_names(mention[1].lower())) for mention in found]
    wanted = {name for names in spellings for name in names}
    if not wanted:
        return []
    ids = _ids_by_name(wanted)
    known = (next((ids[name] for name in names if name in ids), None) for names in spellings)
    members = [pk for pk in dict.fromkeys(known) if pk is not None and pk != author_id]
    if not members:
        return []
    blocked = blocked_among(author_id, members)
    return [pk for pk in members if pk not in blocked]


def _names(spelling: str) -> Iterator[str]:
    """The longest first: all of it, then what ends before each punctuation."""
    yield spelling
    for punctuation in reversed(list(_PUNCTUATION.finditer(spelling))):
        if punctuation.start():
            yield spelling[: punctuation.start()]


def _ids_by_name(names: set[str]) -> dict[str, int]:
    members = User.objects.annotate(name=Lower("username")).filter(name__in=names, is_active=True)
    return dict(members.values_list("name", "pk"))
