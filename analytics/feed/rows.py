"""Raw rows as they are replayed for training."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Row(NamedTuple):
    """A row of `sql/impression_rows.sql`; `day`: the platform's, from 1970 on.

    `step` 0: an impression at the instant it was shown, with what was known of its content then;
    1: any row at the instant from which on the system had it.
    """

    user_id: int
    moment: datetime
    step: int
    occurred_at: datetime
    received_at: datetime
    event_id: UUID
    available_at: datetime
    day: int
    word: str
    content_type: str | None
    content_id: str | None
    other_id: int | None
    duration_ms: int | None
    scroll_depth: float | None
    position: int | None
    surface: str | None
    impression_id: str | None
    visit: str | None
    tags: str | None
    reaction: str | None
    previous: str | None
    acts: float | None
    impressions: int | None
    views: int | None
    engagements: int | None
    created_at: datetime | None

    @property
    def content(self) -> tuple[str, str]:
        assert self.content_type is not None
        assert self.content_id is not None
        return self.content_type, self.content_id

    @property
    def order(self) -> tuple[datetime, datetime, UUID]:
        """In which likes, reactions and saves are folded."""
        return self.occurred_at, self.received_at, self.event_id


REACTIONS = ("like", "react", "unlike", "unreact")
SAVES = ("save", "unsave")


def reaction_of(row: Row) -> str:
    """What is held after a row of REACTIONS; empty: nothing."""
    if row.word == "react":
        return row.reaction or "react"
    return "like" if row.word == "like" else ""
