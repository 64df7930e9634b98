"""A report as the door takes it: what was done, and its arguments."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ooumph.errors import Invalid
from user_activity.services import ActivityService, Done
from user_activity.visits import view_id
from user_activity.vocabulary import InteractionType, SocialInteractionType

Columns = dict[str, Any]


def activity(columns: Columns) -> Done:
    return "activity", columns


def content(columns: Columns) -> Done:
    """A view that names its visit is the same as the product's own view of that visit."""
    if columns["interaction_type"] is InteractionType.VIEW and columns.get("visit_id"):
        named = (columns[name] for name in ("user_id", "content_type", "content_id", "visit_id"))
        derived = view_id(*named)
        columns["event_id"], columns["keys"] = derived, (*columns["keys"], derived)
    return "content_interaction", columns


def social(columns: Columns) -> Done:
    if columns["interaction_type"] is not SocialInteractionType.PROFILE_VISIT:
        return "social_interaction", columns
    if columns.get("target_user_id") is None:
        raise Invalid("is required", field="targetUserId")
    unused = ("interaction_type", "context_type", "context_id")
    return visit({name: value for name, value in columns.items() if name not in unused})


def visit(columns: Columns) -> Done:
    return "profile_visit", {"visited_user_id": columns.pop("target_user_id"), **columns}


METHODS: Mapping[str, Callable[..., bool]] = {
    "activity": ActivityService.track_activity,
    "content_interaction": ActivityService.track_content_interaction,
    "social_interaction": ActivityService.track_social_interaction,
    "profile_visit": ActivityService.track_profile_visit,
}


def track_each(done: Sequence[Done]) -> list[bool]:
    """Record each by its own method, which is measured by its name; whether each is kept."""
    return [METHODS[what](**arguments) for what, arguments in done]
