"""What is recorded: one class a table, its fields the table's columns.

Nobody changes an event. They are not frozen, which would triple what making one costs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Source,
    Word,
)


class Kind(StrEnum):
    """Which of the three an event is, and its row with it."""

    ACTIVITY = "activity"
    CONTENT = "content"
    SOCIAL = "social"


@dataclass(slots=True)
class Event:
    """The columns every row has. `keys`: ids that a client chose; a retry may carry another
    time, so each must be won in `event_key` before the row is stored."""

    table: ClassVar[str]
    kind: ClassVar[Kind]

    event_id: UUID
    act_id: UUID
    user_id: int
    occurred_at: datetime
    received_at: datetime
    session_id: UUID | None = None
    request_id: UUID | None = None
    ip: str | None = None
    device: str = ""
    source: Source = Source.SIGNAL
    metadata: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[UUID, ...] = ()

    @property
    def word(self) -> Word:
        """The word that says what the member did."""
        raise NotImplementedError


@dataclass(slots=True, kw_only=True)
class ActivityEvent(Event):
    table: ClassVar[str] = "user_activity"
    kind: ClassVar[Kind] = Kind.ACTIVITY

    activity_type: ActivityType
    description: str = ""
    success: bool = True

    @property
    def word(self) -> Word:
        return self.activity_type


@dataclass(slots=True, kw_only=True)
class ContentEvent(Event):
    table: ClassVar[str] = "content_interaction"
    kind: ClassVar[Kind] = Kind.CONTENT

    interaction_type: InteractionType
    content_type: ContentType
    content_id: str
    author_id: int | None = None
    duration_ms: int | None = None
    scroll_depth: float | None = None
    surface: str = ""
    position: int | None = None
    impression_id: str = ""
    visit_id: str = ""

    @property
    def word(self) -> Word:
        return self.interaction_type


@dataclass(slots=True, kw_only=True)
class SocialEvent(Event):
    table: ClassVar[str] = "social_interaction"
    kind: ClassVar[Kind] = Kind.SOCIAL

    interaction_type: SocialInteractionType
    target_user_id: int | None = None
    context_type: ContextType | None = None
    context_id: str = ""

    @property
    def word(self) -> Word:
        return self.interaction_type
