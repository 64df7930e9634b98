"""ActivityService: the only door by which an act of a member is recorded."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from ooumph import clock
from ooumph.ids import derived_id, new_id
from user_activity import consent, tallies
from user_activity.collecting import acting, current_act_id, queue, rehearsal
from user_activity.context import current_actor
from user_activity.events import ActivityEvent, ContentEvent, Event, Kind, SocialEvent
from user_activity.guarding import never_raising
from user_activity.tallies import Outcome, Reason
from user_activity.validation import (
    ADDED_MAX_BYTES,
    METADATA_MAX_BYTES,
    checked_metadata,
    checked_score,
    checked_text,
)
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
    Source,
)

UNKNOWN_MEMBER = 0


def common_columns(
    *,
    user_id: int | None,
    event_id: UUID | None,
    occurred_at: datetime | None,
    metadata: Mapping[str, Any] | None,
    source: Source | None,
    keys: tuple[UUID, ...],
) -> dict[str, Any]:
    """The columns every row has, from the arguments and from who acts now."""
    actor = current_actor()
    now = clock.now()
    who = actor.user_id if user_id is None else user_id
    return {
        "event_id": event_id or new_id(),
        "act_id": current_act_id() or new_id(),
        "user_id": UNKNOWN_MEMBER if who is None else who,
        "occurred_at": occurred_at or now,
        "received_at": now,
        "session_id": actor.session_id,
        "request_id": actor.request_id,
        "ip": actor.ip,
        "device": actor.device,
        "source": source or actor.source or Source.SIGNAL,
        "metadata": checked_metadata(metadata, max_bytes=METADATA_MAX_BYTES + ADDED_MAX_BYTES),
        "keys": keys or ((event_id,) if event_id else ()),
    }


def record(event: Event) -> bool:
    """Queue `event`, unless its member has refused what it is kept for, or tracking is switched
    off; whether it was queued."""
    if not settings.ACTIVITY_TRACKING:
        return False
    if (rehearsed := rehearsal()) is not None:
        rehearsed.append(event)
        return True
    if not consent.allows(event):
        tallies.count(Outcome.REJECTED, tallies.kind_of(event), Reason.CONSENT)
        return False
    queue(event)
    return True


class ActivityService:
    """Each method queues the rows of one thing a member did and answers whether they are kept.

    What they share: `user_id` (who did it; left out: who acts now), `event_id` (given where
    two paths can report the same: it counts once, whatever time comes with it), `keys` (the ids
    of which that holds, where it is not `event_id`), `occurred_at` (aware; left out: now),
    `metadata` (an object of at most 9 KiB, five deep; a client gives 8 KiB), `source` (left out:
    the door of the request, else a signal). They never raise into the product and never wait for
    a store: the rows leave together when the request or act ends. False: refused by the member's
    consent, tracking switched off, or wrong arguments (logged and counted; raised where
    `ACTIVITY_RAISES` is set).
    """

    @staticmethod
    @never_raising(Kind.ACTIVITY, otherwise=False)
    def track_activity(
        *,
        activity_type: ActivityType | str,
        user_id: int | None = None,
        description: str = "",
        success: bool = True,
        metadata: Mapping[str, Any] | None = None,
        event_id: UUID | None = None,
        occurred_at: datetime | None = None,
        source: Source | None = None,
        keys: tuple[UUID, ...] = (),
    ) -> bool:
        """Record something a member did that concerns no content and no other member."""
        return record(
            ActivityEvent(
                activity_type=ActivityType(activity_type),
                description=checked_text("description", description, 500),
                success=success,
                **common_columns(
                    user_id=user_id, event_id=event_id, occurred_at=occurred_at,
                    metadata=metadata, source=source, keys=keys,
                ),
            )
        )  # fmt: skip

    @staticmethod
    @never_raising(Kind.CONTENT, otherwise=False)
    def track_content_interaction(
        *,
        content_type: ContentType | str,
        content_id: str,
        interaction_type: InteractionType | str,
        user_id: int | None = None,
        author_id: int | None = None,
        duration_ms: int | None = None,
        scroll_depth: float | None = None,
        surface: str = "",
        position: int | None = None,
        impression_id: str = "",
        visit_id: str = "",
        metadata: Mapping[str, Any] | None = None,
        event_id: UUID | None = None,
        occurred_at: datetime | None = None,
        source: Source | None = None,
        keys: tuple[UUID, ...] = (),
    ) -> bool:
        """Record what a member did to a piece of content (`scroll_depth` in percent)."""
        return record(
            ContentEvent(
                content_type=ContentType(content_type),
                content_id=checked_text("content_id", content_id, 64, blank=False),
                interaction_type=InteractionType(interaction_type),
                author_id=author_id,
                duration_ms=checked_score("duration_ms", duration_ms, 0, 2**31 - 1),
                scroll_depth=checked_score("scroll_depth", scroll_depth, 0, 100),
                surface=checked_text("surface", surface, 32),
                position=checked_score("position", position, 0, 2**31 - 1),
                impression_id=checked_text("impression_id", impression_id, 64),
                visit_id=checked_text("visit_id", visit_id, 64),
                **common_columns(
                    user_id=user_id, event_id=event_id, occurred_at=occurred_at,
                    metadata=metadata, source=source, keys=keys,
                ),
            )
        )  # fmt: skip

    @staticmethod
    @never_raising(Kind.SOCIAL, otherwise=False)
    def track_social_interaction(
        *,
        interaction_type: SocialInteractionType | str,
        target_user_id: int | None = None,
        user_id: int | None = None,
        context_type: ContextType | str | None = None,
        context_id: str = "",
        metadata: Mapping[str, Any] | None = None,
        event_id: UUID | None = None,
        occurred_at: datetime | None = None,
        source: Source | None = None,
        keys: tuple[UUID, ...] = (),
    ) -> bool:
        """Record what a member did to another member (or in a group, without a target)."""
        return record(
            SocialEvent(
                interaction_type=SocialInteractionType(interaction_type),
                target_user_id=target_user_id,
                context_type=ContextType(context_type) if context_type else None,
                context_id=checked_text("context_id", context_id, 64),
                **common_columns(
                    user_id=user_id, event_id=event_id, occurred_at=occurred_at,
                    metadata=metadata, source=source, keys=keys,
                ),
            )
        )  # fmt: skip

    @classmethod
    @never_raising(Kind.SOCIAL, otherwise=False)
    def track_profile_visit(
        cls,
        *,
        visited_user_id: int,
        user_id: int | None = None,
        duration_ms: int | None = None,
        origin: str = "",
        event_id: UUID | None = None,
        **common: Any,
    ) -> bool:
        """Record a visit to another member's profile: one act, two rows with one `visit_id`.

        `origin`: where the visitor came from, such as `search`. The second row's id is the
        UUIDv5 of the first's. Both or neither: they share the key that a retry comes with. A visit
        to oneself is none.
        """
        visitor = current_actor().user_id if user_id is None else user_id
        if visitor == visited_user_id:
            return False
        visit = event_id or new_id()
        metadata = {
            **(common.pop("metadata", None) or {}),
            "visit_id": str(visit),
            **({"origin": origin} if origin else {}),
            **({} if duration_ms is None else {"duration_ms": duration_ms}),
        }
        common |= {"user_id": user_id, "metadata": metadata}
        with consent.known(UNKNOWN_MEMBER if visitor is None else visitor), acting():
            viewed = cls.track_activity(
                activity_type=ActivityType.PROFILE_VIEW, event_id=visit, **common
            )
            visited = cls.track_social_interaction(
                interaction_type=SocialInteractionType.PROFILE_VISIT,
                target_user_id=visited_user_id,
                context_type=ContextType.PROFILE,
                context_id=str(visited_user_id),
                event_id=derived_id(visit, "profile_visit"),
                **common,
            )
        return viewed and visited
