"""A report on its way to the door: ActivityService, by the report's kind."""

from collections.abc import Callable, Mapping
from typing import Any

from ooumph.errors import Invalid
from user_activity.services import ActivityService
from user_activity.visits import view_id
from user_activity.vocabulary import InteractionType, SocialInteractionType

Columns = dict[str, Any]


def _track_activity(columns: Columns) -> bool:
    return ActivityService.track_activity(**columns)


def _track_content(columns: Columns) -> bool:
    """A view that names its visit is the same as the product's own view of that visit."""
    if columns["interaction_type"] is InteractionType.VIEW and columns.get("visit_id"):
        named = (columns[name] for name in ("user_id", "content_type", "content_id", "visit_id"))
        derived = view_id(*named)
        columns["event_id"], columns["keys"] = derived, (*columns["keys"], derived)
    return ActivityService.track_content_interaction(**columns)


def _track_social(columns: Columns) -> bool:
    if columns["interaction_type"] is not SocialInteractionType.PROFILE_VISIT:
        return ActivityService.track_social_interaction(**columns)
    if columns.get("target_user_id") is None:
        raise Invalid("is required", field="targetUserId")
    unused = ("interaction_type", "context_type", "context_id")
    return _track_visit({name: value for name, value in columns.items() if name not in unused})


def _track_visit(columns: Columns) -> bool:
    return ActivityService.track_profile_visit(
        visited_user_id=columns.pop("target_user_id"), **columns
    )


TRACK: Mapping[str, Callable[[Columns], bool]] = {
    "ACTIVITY": _track_activity,
    "CONTENT": _track_content,
    "SOCIAL": _track_social,
    "PROFILE_VISIT": _track_visit,
}
