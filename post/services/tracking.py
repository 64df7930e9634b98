"""The rows of what is no node's life; those of posts and comments come from their signals."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from ooumph.ids import derived_id
from post.models import Post
from user_activity.lifecycle import facts_of
from user_activity.services import ActivityService
from user_activity.vocabulary import (
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
)


def report(
    word: InteractionType,
    post: Post,
    *,
    user_id: int,
    at: datetime,
    event_id: UUID | None = None,
    details: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """One row of what a member did to a post at that instant, with the post's facts."""
    ActivityService.track_content_interaction(
        content_type=ContentType.POST,
        content_id=post.uid,
        interaction_type=word,
        user_id=user_id,
        author_id=post.author_id,
        metadata=facts_of(post) | (details or {}),
        event_id=event_id or derived_id(post.uid, user_id, word, at.isoformat()),
        occurred_at=at,
        **columns,
    )


def report_mentions(
    context: ContextType, uid: str, *, author_id: int, members: Iterable[int], at: datetime
) -> None:
    """One row a member newly mentioned in a post or comment."""
    for member_id in members:
        ActivityService.track_social_interaction(
            interaction_type=SocialInteractionType.MENTION,
            user_id=author_id,
            target_user_id=member_id,
            context_type=context,
            context_id=uid,
            event_id=derived_id(uid, SocialInteractionType.MENTION, member_id),
            occurred_at=at,
        )
