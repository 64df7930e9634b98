"""What the engine keeps, and the queues between its steps.

Only the engine writes these tables. `docs/metrics.md` defines every number. First-level tables
are made from raw rows and keyed by the acting member first, so that they can be distributed beside
the rows; second-level ones (content's and the platform's) are made from first-level ones.
"""

from analytics.models.content import (
    NEVER,
    ContentChange,
    ContentDay,
    ContentItem,
    ContentMember,
    ContentMemberDay,
    ContentReach,
)
from analytics.models.members import (
    MemberDay,
    MemberMonth,
    MemberPlatformDay,
    MemberSession,
    MemberWeek,
)
from analytics.models.pairs import Pair, PairDay
from analytics.models.platform import (
    PlatformDay,
    PlatformMonth,
    PlatformReach,
    PlatformSessionLength,
    PlatformWeek,
)
from analytics.models.queues import LastBatch, TouchedContentDay, TouchedPlatformDay

# Whatever is computed, and may be computed again.
STATISTICS = (
    *(MemberDay, MemberWeek, MemberMonth, MemberPlatformDay, MemberSession),
    *(ContentMemberDay, ContentMember, ContentChange, PairDay, Pair),
    *(ContentDay, ContentReach, ContentItem),
    *(PlatformDay, PlatformWeek, PlatformMonth, PlatformReach, PlatformSessionLength),
)

__all__ = [
    "NEVER",
    "STATISTICS",
    "ContentChange",
    "ContentDay",
    "ContentItem",
    "ContentMember",
    "ContentMemberDay",
    "ContentReach",
    "LastBatch",
    "MemberDay",
    "MemberMonth",
    "MemberPlatformDay",
    "MemberSession",
    "MemberWeek",
    "Pair",
    "PairDay",
    "PlatformDay",
    "PlatformMonth",
    "PlatformReach",
    "PlatformSessionLength",
    "PlatformWeek",
    "TouchedContentDay",
    "TouchedPlatformDay",
]
