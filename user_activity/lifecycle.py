"""From a node's life to its rows. Ids are derived from what happened and times are the node's,
so that two paths that report one change leave it once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from ooumph import clock
from ooumph.ids import derived_id
from user_activity import lookups
from user_activity.building import UNKNOWN_MEMBER
from user_activity.collecting import acting
from user_activity.context import current_actor
from user_activity.registry import CONNECTION_STATUSES, Tracked
from user_activity.services import ActivityService
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
)

Found = TypeVar("Found")
DELETE = InteractionType.DELETE


def report_created(row: Tracked, node: Any) -> None:
    """A node exists since its `created_at`, by its actor."""
    actor_id = getattr(node, row.actor_property)
    with acting():
        if row.comments:
            _report_comment_on_parent(node)
        _report(row, node, row.created, InteractionType.CREATE, actor_id, node.created_at)
        if row.messages:
            _report_message(row, node, row.messages)


def report_updated(row: Tracked, node: Any, updated_at: datetime) -> None:
    """A node was edited, by who acts now, else by its actor."""
    actor_id = _acting_member(node, row)
    with acting():
        _report(row, node, row.updated, InteractionType.UPDATE, actor_id, updated_at)


def report_deleted(row: Tracked, node: Any) -> None:
    """A node is gone, by who acts now, else by its actor."""
    actor_id = _acting_member(node, row)
    with acting():
        _report(row, node, row.deleted, InteractionType.DELETE, actor_id, clock.now())


def _acting_member(node: Any, row: Tracked) -> int:
    return current_actor().user_id or getattr(node, row.actor_property)


def _report(
    row: Tracked,
    node: Any,
    activity: ActivityType | None,
    interaction: InteractionType,
    actor_id: int,
    occurred_at: datetime,
) -> None:
    ordinal = occurred_at.isoformat() if interaction is InteractionType.UPDATE else ""
    if activity is not None:
        ActivityService.track_activity(
            activity_type=activity,
            user_id=actor_id,
            metadata={"content_id": node.uid},
            occurred_at=occurred_at,
            **identity(interaction, node.uid, activity, ordinal),
        )
    ActivityService.track_content_interaction(
        content_type=row.content_type,
        content_id=node.uid,
        interaction_type=interaction,
        user_id=actor_id,
        author_id=getattr(node, row.actor_property),
        metadata=facts_of(node) | (parent_of(node) if row.comments else {}),
        occurred_at=occurred_at,
        **identity(interaction, node.uid, interaction, ordinal),
    )


def identity(interaction: InteractionType, *what_happened: object) -> dict[str, Any]:
    """The event's id. A deletion has no time of its own on the node, so its id must also be won:
    a second report of it carries another time."""
    event_id = derived_id(*what_happened)
    return {"event_id": event_id, "keys": (event_id,) if interaction is DELETE else ()}


def _report_comment_on_parent(comment: Any) -> None:
    ActivityService.track_content_interaction(
        content_type=ContentType(comment.parent_type),
        content_id=comment.parent_uid,
        interaction_type=InteractionType.COMMENT,
        user_id=comment.author_id,
        author_id=comment.parent_author_id,
        metadata=facts_of(comment) | {"comment": comment.uid},
        event_id=derived_id(comment.uid, "comments on its parent"),
        occurred_at=comment.created_at,
    )


def _report_message(row: Tracked, message: Any, context_type: ContextType) -> None:
    """One row a recipient; where none is known, one without a target."""
    context_id = getattr(message, row.context_property)
    sender_id = getattr(message, row.actor_property)
    recipients: list[int] = list(message.recipient_ids or [])
    unresolved: dict[str, str] = {}
    if not recipients and context_type is ContextType.CONVERSATION:
        find = partial(lookups.conversation_members, context_id)
        recipients = _looked_up("recipients", find, [], unresolved)
    others: list[int | None] = [member for member in recipients if member != sender_id]
    for recipient_id in others or [None]:
        ActivityService.track_social_interaction(
            interaction_type=SocialInteractionType.MESSAGE_SEND,
            user_id=sender_id,
            target_user_id=recipient_id,
            context_type=context_type,
            context_id=context_id,
            metadata={"message": message.uid} | named(unresolved),
            event_id=derived_id(message.uid, "sent to", recipient_id),
            occurred_at=message.created_at,
        )


def report_connection(connection: Any, *, created: bool, status: str, status_at: datetime) -> None:
    """A connection was made or changed its status; saving one status twice is one change."""
    change = CONNECTION_STATUSES.get(status)
    if change is None:
        return
    ends, unresolved = _connection_ends(connection)
    actor_id = ends[change.actor_property] if change.actor_property else connection.status_by
    if actor_id is None:
        actor_id = current_actor().user_id or UNKNOWN_MEMBER
    other_id = next((end for end in ends.values() if end not in (None, actor_id)), None)
    change_id = derived_id(connection.uid, change.word)
    with acting():
        if created:
            ActivityService.track_content_interaction(
                content_type=ContentType.CONNECTION,
                content_id=connection.uid,
                interaction_type=InteractionType.CREATE,
                user_id=ends["requester_id"] or UNKNOWN_MEMBER,
                author_id=ends["requester_id"],
                metadata=unresolved,
                event_id=derived_id(connection.uid, InteractionType.CREATE, ""),
                occurred_at=connection.created_at,
            )
        ActivityService.track_social_interaction(
            interaction_type=change.word,
            user_id=actor_id,
            target_user_id=other_id,
            context_type=ContextType.CONNECTION,
            context_id=connection.uid,
            metadata=unresolved,
            event_id=change_id,
            keys=(change_id,),
            occurred_at=status_at,
        )


def _connection_ends(connection: Any) -> tuple[dict[str, int | None], dict[str, Any]]:
    """Both members, from the node's properties or else its relationships; what stayed unknown."""
    ends: dict[str, int | None] = {}
    unresolved: dict[str, str] = {}
    for end in ("requester_id", "receiver_id"):
        ends[end] = getattr(connection, end)
        if ends[end] is None:
            find = partial(lookups.connection_end, connection.uid, end)
            ends[end] = _looked_up(end, find, None, unresolved)
    return ends, named(unresolved)


def _looked_up(
    name: str, find: Callable[[], Found], default: Found, unresolved: dict[str, str]
) -> Found:
    """What a guarded look-up found; where it failed, `default`, and why under its name."""
    try:
        return find()
    except lookups.LookupFailed as failure:
        unresolved[name] = failure.reason
        return default


def named(unresolved: dict[str, str]) -> dict[str, Any]:
    """What an event's metadata says of the details that could not be found."""
    return {"unresolved": unresolved} if unresolved else {}


def facts_of(node: Any) -> dict[str, Any]:
    """What analytics ask about content, as it is now: its tags, community and privacy.

    A comment's are those that its parent had when it was made.
    """
    facts = {
        "tags": list(getattr(node, "tags", None) or getattr(node, "parent_tags", None) or []),
        "community": getattr(node, "community_uid", ""),
        "privacy": getattr(node, "privacy", "") or getattr(node, "parent_privacy", ""),
    }
    return {name: value for name, value in facts.items() if value}


def parent_of(comment: Any) -> dict[str, Any]:
    return {"parent": {"type": comment.parent_type, "id": comment.parent_uid}}
