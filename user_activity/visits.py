"""One visit, one view, whichever path reported it."""

from uuid import UUID

from ooumph.ids import derived_id
from user_activity.vocabulary import InteractionType


def view_id(user_id: int, content_type: str, content_id: str, visit_id: str) -> UUID:
    """The id of a member's view of a piece of content in the visit that the client named."""
    return derived_id(user_id, content_type, content_id, InteractionType.VIEW, visit_id)
