"""What the system knew of a member at an instant: the formulas of feed signals, row by row.

Whole numbers as in `sql/feed_content.sql` (points by day, decayed in millionths when they are
read), so that adding and taking off leaves nothing behind.
"""

from bisect import insort
from collections import Counter, defaultdict
from typing import Any

import orjson

from analytics import scoring
from analytics.feed.rows import REACTIONS, SAVES, Row, reaction_of

PER_TAG = 2_520  # Divisible by any number of tags up to ten.
ONCE_A_DAY = ("view", "click", "comment", "share")
UNWANTED = ("hide", "not_interested", "report")
Days = Counter[int]  # Platform day to points.
# Its order, what is held from then on, on which day, and what it took the place of.
Change = tuple[Any, str, int, str]
WEIGHT_OF_WORD = {word.value: weight for word, weight in scoring.TIE_WEIGHTS.items()}
BEFORE_THE_HORIZON = -(10**6)


def points_left(days: Days, on: int) -> int:
    """Points of the horizon that ends with the day `on`, in millionths."""
    decay = scoring.feed_decay()
    return sum(
        points * decay[on - day] for day, points in days.items() if 0 <= on - day < len(decay)
    )


def _recent(rows: Days, on: int) -> int:
    return sum(count for day, count in rows.items() if on - day < scoring.FEED_HORIZON_DAYS)


class Piece:
    """What the member did with one piece of content."""

    def __init__(self) -> None:
        self.author_id: int | None = None
        self.tags: list[str] = []
        self.looked: dict[str, Days] = {"impression": Counter(), "view": Counter()}
        self._once: dict[str, set[int]] = defaultdict(set)
        self._reactions: list[Change] = []
        self._saves: list[Change] = []

    def add(self, row: Row) -> None:
        self.author_id = row.other_id if row.other_id is not None else self.author_id
        self.tags = orjson.loads(row.tags) if row.tags else self.tags
        if row.word in self.looked:
            self.looked[row.word][row.day] += 1
        if row.word in ONCE_A_DAY:
            self._once[row.word].add(row.day)
        if row.word in REACTIONS:
            insort(self._reactions, (row.order, reaction_of(row), row.day, row.previous or ""))
        if row.word in SAVES:
            insort(self._saves, (row.order, "save" if row.word == "save" else "", row.day, ""))

    def points(self) -> Days:
        """By the day that each act counts on."""
        worth, found = scoring.feed_points(), Days()
        for word, days in self._once.items():
            for day in days:
                found[day] += worth[word]
        for held, name in ((self._reactions, "react"), (self._saves, "save")):
            since = _held_since(held)
            if since is not None:
                found[since] += worth[name]
        return found


def _held_since(changes: list[Change]) -> int | None:
    """The day since which it is so; a like is one thing to hold, any other reaction another. What
    the first change took the place of is from before the rows that are read."""
    if not changes:
        return None
    kind, since = _kind_of(changes[0][3]), BEFORE_THE_HORIZON
    for _, held, day, _ in changes:
        if _kind_of(held) != kind:
            kind, since = _kind_of(held), day
    return since if kind else None


def _kind_of(held: str) -> str:
    return held if held in ("", "like", "save") else "other"


class Known:
    """Of one member: add rows in the order in which they came; ask between."""

    def __init__(self, user_id: int) -> None:
        self._user_id = user_id
        self._pieces: dict[tuple[str, str], Piece] = defaultdict(Piece)
        self._all: Days = Counter()
        self._all_authors: Days = Counter()
        self._authors: dict[int, Days] = defaultdict(Counter)
        self._types: dict[str, Days] = defaultdict(Counter)
        self._tags: dict[tuple[str, str], Days] = defaultdict(Counter)
        self._unwanted: dict[int, dict[tuple[str, str], set[int]]] = {}
        self._ties: dict[int, tuple[float, int]] = {}
        self._all_ties: tuple[float, int] = (0.0, 0)

    def add(self, row: Row) -> None:
        if row.acts is not None:
            self._turned_to(row, row.acts)
        elif row.other_id != self._user_id:  # One's own content is no signal.
            piece = self._pieces[row.content]
            self._count(row.content, piece, -1)
            piece.add(row)
            self._count(row.content, piece, 1)
            if row.word in UNWANTED and row.other_id:
                of_author = self._unwanted.setdefault(row.other_id, defaultdict(set))
                of_author[row.content].add(row.day)

    def _count(self, content: tuple[str, str], piece: Piece, sign: int) -> None:
        for day, points in piece.points().items():
            self._all[day] += sign * points
            self._types[content[0]][day] += sign * points
            if piece.author_id:
                self._all_authors[day] += sign * points
                self._authors[piece.author_id][day] += sign * points
            for tag in piece.tags or [""]:
                share = points * PER_TAG // max(len(piece.tags), 1)
                self._tags[content[0], tag][day] += sign * share

    def _turned_to(self, row: Row, acts: float) -> None:
        assert row.other_id is not None
        worth = acts * WEIGHT_OF_WORD[row.word]
        self._ties[row.other_id] = _grown(self._ties.get(row.other_id), worth, row.day)
        self._all_ties = _grown(self._all_ties, worth, row.day)

    def features(self, row: Row) -> dict[str, Any]:
        """What was known when `row` was shown."""
        on, content_type, author = row.day, row.content[0], row.other_id or 0
        piece = self._pieces.get(row.content)
        of_all = points_left(self._all, on)
        tags = orjson.loads(row.tags) if row.tags else []
        none: Days = Counter()
        tagged = sum(
            points_left(self._tags.get((content_type, tag), none), on) for tag in set(tags)
        )
        return {
            "author_affinity": _share(
                points_left(self._authors.get(author, none), on), points_left(self._all_authors, on)
            ),
            "type_preference": _share(points_left(self._types.get(content_type, none), on), of_all),
            "tag_preference": _share(tagged, of_all * PER_TAG),
            "tie_strength": _share(_faded(self._ties.get(author), on), _faded(self._all_ties, on)),
            "member_value": of_all / (100 * scoring.FEED_WHOLE),
            "author_unwanted": self._unwanted_of(author, on),
            "impressions_before": _recent(piece.looked["impression"], on) if piece else 0,
            "views_before": _recent(piece.looked["view"], on) if piece else 0,
        }

    def _unwanted_of(self, author: int, on: int) -> float:
        pieces = self._unwanted.get(author, {})
        days = Counter(day for of_piece in pieces.values() for day in of_piece)
        return points_left(days, on) / scoring.FEED_WHOLE


def _share(part: float, of_all: float) -> float:
    return part / of_all if of_all else 0.0


def _grown(before: tuple[float, int] | None, worth: float, day: int) -> tuple[float, int]:
    """A decayed sum, as of its latest day, and more of the day `day`."""
    if before is None:
        return worth, day
    latest = max(before[1], day)
    return _faded(before, latest) + _faded((worth, day), latest), latest


def _faded(value: tuple[float, int] | None, on: int) -> float:
    if value is None:
        return 0.0
    return float(value[0] * 0.5 ** ((on - value[1]) / scoring.TIE_HALF_LIFE_DAYS))
