"""What a number that can be explained is: where it is kept, and which raw rows it counts."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from analytics.statements import sql_file
from user_activity.events import Kind

ALL = tuple(Kind)
CONTENT, SOCIAL = (Kind.CONTENT,), (Kind.SOCIAL,)
WITHIN = "r.occurred_at >= %(begins)s AND r.occurred_at < %(ends)s"
DAYS = "starts_on BETWEEN %(first)s AND %(last)s"

# Who counts, and what; in braces what `statement.py` puts there.
ANY = "true"
COUNTED = "{counted}"  # Neither unknown nor bot nor staff.
COUNTED_AUTHOR = "{counted_author}"  # Likewise, of whose content it is.
OTHERS = "{others}"  # Likewise, and not the content's author.
ACTIVE = "kind || ':' || word <> ALL(%(passive)s)"
TO_OTHER = "user_id <> 0 AND target_user_id <> user_id"
LIKES = "held = 'like' AND was <> 'like'"
ACT = "user_id, day, act_id"  # One event of each.

# Distinct ones of the range, where changes of standing are kept: see analytics/reach.py.
CROSSED = f"""
    SELECT coalesce(sum({sql_file("_step").strip()}), 0)
    FROM {{table}}
    WHERE subject = '{{subject}}' AND {{of}} AND {sql_file("_crosses").strip()}"""
SESSION = f"coalesce(r.session_id, {sql_file('_no_session').strip()})"
BEGINNINGS = f"""
    JOIN member_session AS s ON s.user_id = r.user_id AND s.began_at = r.occurred_at
     AND s.session_id = {SESSION}
    WHERE {WITHIN}"""


class Key(NamedTuple):
    """What the client must, and what it may name."""

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


class About(Enum):
    """Whose numbers."""

    MEMBER = Key(may=("user_id",))
    PAIR = Key(("target_user_id", "word"), may=("user_id",))
    ITEM = Key(("content_type", "content_id"), may=("user_id",))
    PLATFORM = Key()

    @property
    def of_member(self) -> bool:
        """In the member's zone; the others are in the platform's."""
        return self is About.MEMBER


@dataclass(frozen=True, slots=True)
class Statistic:
    """`kept`: the SQL of the number; `found`: of its raw rows, by an index; `steps`, files in
    `sql/`: make of them what the number is about; `where`: which of these count; `once`: of which
    one is enough; `latest`: of several, the last one; `then`: which of those remain.

    `needs`, `may`: what the client names beside the key; `days_before`, `days_after`: how far
    around the range rows are looked at; `by_member`: whether one's share can be asked for.
    """

    about: About
    description: str
    kept: str
    found: str
    kinds: tuple[Kind, ...] = ALL
    steps: tuple[str, ...] = ()
    where: str = ANY
    once: str = ""
    latest: bool = False
    then: str = ANY
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    days_before: int = 0
    days_after: int = 0
    by_member: bool = True

    @property
    def arguments(self) -> set[str]:
        """All that the client may name."""
        key = self.about.value
        return {*key.must, *key.may, *self.needs, *self.may}


def sessions(about: About, kept: str, description: str, where: str) -> Statistic:
    """The first event of each session that began."""
    once = "user_id, session_id, occurred_at"
    return Statistic(about, description, kept, BEGINNINGS, where=where, once=once)
