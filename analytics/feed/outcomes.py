"""What came of what was shown: each row goes to the impression that it names, else to the latest
one of its content, within its window and known by its deadline."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from analytics.feed.known import UNWANTED
from analytics.feed.rows import REACTIONS, SAVES, Row, reaction_of
from analytics.scoring import VISIT_CAP_MS


@dataclass(frozen=True, slots=True)
class Windows:
    """How long after an impression something is its outcome, and how much later still it may have
    come in; impressions count from `begins` on, and nothing from `ends` on is used."""

    begins: datetime
    ends: datetime
    window: timedelta
    settle: timedelta

    def deadline(self, shown: Row) -> datetime:
        return shown.occurred_at + self.window + self.settle


@dataclass(slots=True)
class Shown:
    """An impression, what was known when it was shown, and the rows that came of it."""

    row: Row
    deadline: datetime
    features: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def labels(self) -> dict[str, Any]:
        words = {row.word for row in self.rows}
        folded = sorted(self.rows, key=lambda row: row.order)
        held = [reaction_of(row) for row in folded if row.word in REACTIONS]
        saves = [row.word for row in folded if row.word in SAVES]
        depths = [row.scroll_depth for row in self.rows if row.scroll_depth is not None]
        visits: dict[str, int] = {}
        for row in self.rows:
            if row.duration_ms is not None and row.visit is not None:
                visits[row.visit] = max(visits.get(row.visit, 0), row.duration_ms)
        return {
            "viewed": "view" in words,
            "clicked": "click" in words,
            "liked": held[-1:] == ["like"],
            "reacted": bool(held) and held[-1] not in ("", "like"),
            "commented": "comment" in words,
            "shared": "share" in words,
            "saved": saves[-1:] == ["save"],
            "hidden": bool(words & {"hide", "not_interested"}),
            "reported": "report" in words,
            "time_spent_ms": sum(min(ms, VISIT_CAP_MS) for ms in visits.values()),
            "scroll_depth": max(depths, default=None),
        }


OUTCOMES = ("view", "click", "comment", "share", "time_spent", "scroll_depth", *REACTIONS, *SAVES,
            *UNWANTED)  # fmt: skip


class Outcomes:
    """Of one member: add in the order in which rows came; take what is decided."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._open: deque[Shown] = deque()
        self._of_content: dict[tuple[str, str], list[Shown]] = defaultdict(list)

    def shown(self, row: Row, features: dict[str, Any] | None) -> None:
        """`features`: None for an impression that only draws rows from others."""
        shown = Shown(row, self._windows.deadline(row), features or {})
        self._of_content[row.content].append(shown)
        counts = shown.row.available_at < shown.deadline <= self._windows.ends
        if features is not None and counts:
            self._open.append(shown)

    def add(self, row: Row) -> None:
        if row.word not in OUTCOMES:
            return
        candidates = self._of_content.get(row.content, [])
        candidates[:] = [each for each in candidates if each.deadline > row.moment]
        for nth, shown in enumerate(candidates):
            if self._may_be_of(row, shown) and not any(
                later.row.occurred_at <= row.occurred_at and later.row.available_at < shown.deadline
                for later in ([] if row.impression_id else candidates[nth + 1 :])
            ):
                shown.rows.append(row)

    def _may_be_of(self, row: Row, shown: Shown) -> bool:
        age = row.occurred_at - shown.row.occurred_at
        named = not row.impression_id or row.impression_id == shown.row.impression_id
        in_window = timedelta() <= age < self._windows.window
        return named and in_window and row.available_at < shown.deadline

    def decided(self, moment: datetime | None = None) -> Iterator[Shown]:
        """Those whose deadline is over at `moment`; without one, all; in the order of showing."""
        while self._open and (moment is None or self._open[0].deadline <= moment):
            yield self._open.popleft()
