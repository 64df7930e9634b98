"""The rows, and what storing them leaves."""

from user_activity.models.rows import (
    ROW_MODELS,
    ContentInteraction,
    Row,
    SocialInteraction,
    UserActivity,
)
from user_activity.models.storing import (
    DeadLetter,
    DeadLetterReason,
    EventKey,
    EventTally,
    RetentionRun,
    StreamEntry,
    StreamProgress,
    TouchedMember,
    TrackedShare,
    UnresolvedContent,
)

__all__ = [
    "ROW_MODELS",
    "ContentInteraction",
    "DeadLetter",
    "DeadLetterReason",
    "EventKey",
    "EventTally",
    "RetentionRun",
    "Row",
    "SocialInteraction",
    "StreamEntry",
    "StreamProgress",
    "TouchedMember",
    "TrackedShare",
    "UnresolvedContent",
    "UserActivity",
]
