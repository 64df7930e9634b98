"""What a member did, as checked events: one builder a kind, each takes the words of its columns.

What they share: `user_id` (who did it; left out: who acts now), `event_id` (given where two paths
can report the same: it counts once, whatever time comes with it), `keys` (the ids of which that
holds, where it is not `event_id`), `occurred_at` (aware; left out: now), `metadata` (an object of
at most 9 KiB, five deep; a client gives 8 KiB), `source` (left out: the door of the request, else a
signal). They raise Invalid naming the argument, and ValueError for an unknown word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from ooumph import clock
from ooumph.ids import derived_id, new_id
from user_activity.collecting import current_act_id
from user_activity.context import Actor, RequestActor, current_actor, snapshot
from user_activity.events import ActivityEvent, ContentEvent, Event, SocialEvent
from user_activity.validation import (
    ADDED_MAX_BYTES,
    MAX_INTEGER,
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
    Word,
)

UNKNOWN_MEMBER = 0
WITH_ADDED_BYTES = METADATA_MAX_BYTES + ADDED_MAX_BYTES
NO_METADATA: Mapping[str, Any] = {}
OF_A_VISIT = ("origin", "duration_ms")  # Which have bounds of their own, and are shown.
Events = tuple[Event, ...]
AnyWord = TypeVar("AnyWord", bound=Word)


@dataclass(slots=True)
class Moment:
    """Who acts, from where, when, and within which act."""

    actor: Actor | RequestActor
    at: datetime
    act_id: UUID | None

    @classmethod
    def now(cls) -> Self:
        return cls(current_actor(), clock.now(), current_act_id())

    @classmethod
    def of_many(cls) -> Self:
        """The same read once for many events."""
        return cls(snapshot(current_actor()), clock.now(), current_act_id())

    def columns(
        self,
        *,
        user_id: int | None = None,
        event_id: UUID | None = None,
        occurred_at: datetime | None = None,
        metadata: Mapping[str, Any] | None = None,
        source: Source | None = None,
        keys: tuple[UUID, ...] = (),
    ) -> tuple[Any, ...]:
        """The columns every row has, in the order of Event's fields. An act of one row has that
        row's own new id; who repeats a given `event_id` acts anew."""
        actor = self.actor
        who = actor.user_id if user_id is None else user_id
        own_id = event_id or new_id()
        return (
            own_id,
            self.act_id or (new_id() if event_id else own_id),
            UNKNOWN_MEMBER if who is None else who,
            occurred_at or self.at,
            self.at,
            actor.session_id,
            actor.request_id,
            actor.ip,
            actor.device,
            source or actor.source or Source.SIGNAL,
            checked_metadata(metadata, max_bytes=WITH_ADDED_BYTES) if metadata else NO_METADATA,
            keys or ((event_id,) if event_id else ()),
        )


def known(words: type[AnyWord], word: AnyWord | str) -> AnyWord:
    """The word, which its database value equals; raises ValueError."""
    found = words._value2member_map_.get(word)
    return words(word) if found is None else found  # type: ignore[return-value]


def activity(
    moment: Moment,
    /,
    *,
    activity_type: ActivityType | str,
    description: str = "",
    success: bool = True,
    **common: Any,
) -> Events:
    """Something a member did that concerns no content and no other member."""
    event = ActivityEvent(
        *moment.columns(**common),
        activity_type=known(ActivityType, activity_type),
        description=description and checked_text("description", description, 500),
        success=success,
    )
    return (event,)


def content_interaction(
    moment: Moment,
    /,
    *,
    content_type: ContentType | str,
    content_id: str,
    interaction_type: InteractionType | str,
    author_id: int | None = None,
    duration_ms: int | None = None,
    scroll_depth: float | None = None,
    surface: str = "",
    position: int | None = None,
    impression_id: str = "",
    visit_id: str = "",
    **common: Any,
) -> Events:
    """What a member did to a piece of content (`scroll_depth` in percent)."""
    event = ContentEvent(
        *moment.columns(**common),
        content_type=known(ContentType, content_type),
        content_id=checked_text("content_id", content_id, 64, blank=False),
        interaction_type=known(InteractionType, interaction_type),
        author_id=author_id,
        duration_ms=checked_score("duration_ms", duration_ms, 0, MAX_INTEGER),
        scroll_depth=checked_score("scroll_depth", scroll_depth, 0, 100),
        surface=surface and checked_text("surface", surface, 32),
        position=checked_score("position", position, 0, MAX_INTEGER),
        impression_id=impression_id and checked_text("impression_id", impression_id, 64),
        visit_id=visit_id and checked_text("visit_id", visit_id, 64),
    )
    return (event,)


def social_interaction(
    moment: Moment,
    /,
    *,
    interaction_type: SocialInteractionType | str,
    target_user_id: int | None = None,
    context_type: ContextType | str | None = None,
    context_id: str = "",
    **common: Any,
) -> Events:
    """What a member did to another member (or in a group, without a target)."""
    event = SocialEvent(
        *moment.columns(**common),
        interaction_type=known(SocialInteractionType, interaction_type),
        target_user_id=target_user_id,
        context_type=known(ContextType, context_type) if context_type else None,
        context_id=context_id and checked_text("context_id", context_id, 64),
    )
    return (event,)


def profile_visit(
    moment: Moment,
    /,
    *,
    visited_user_id: int,
    user_id: int | None = None,
    duration_ms: int | None = None,
    origin: str = "",
    event_id: UUID | None = None,
    metadata: Mapping[str, Any] | None = None,
    **common: Any,
) -> Events:
    """A visit to another member's profile: one act, two rows with one `visit_id`; none to oneself.

    `origin`: where the visitor came from, such as `search`; metadata cannot say it. The second
    row's id is the UUIDv5 of the first's. Both or neither: they share the key that a retry comes
    with.
    """
    if visited_user_id == (moment.actor.user_id if user_id is None else user_id):
        return ()
    visit = event_id or new_id()
    told = {
        **{name: value for name, value in (metadata or {}).items() if name not in OF_A_VISIT},
        "visit_id": str(visit),
        **({"origin": origin} if origin else {}),
        **({} if duration_ms is None else {"duration_ms": duration_ms}),
    }
    one_act = Moment(moment.actor, moment.at, moment.act_id or new_id())
    common |= {"user_id": user_id, "metadata": told}
    return (
        *activity(one_act, activity_type=ActivityType.PROFILE_VIEW, event_id=visit, **common),
        *social_interaction(
            one_act,
            interaction_type=SocialInteractionType.PROFILE_VISIT,
            target_user_id=visited_user_id,
            context_type=ContextType.PROFILE,
            context_id=str(visited_user_id),
            event_id=derived_id(visit, "profile_visit"),
            **common,
        ),
    )
