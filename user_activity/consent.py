"""What a member has refused is not kept; asked once, here."""

from collections.abc import Callable, Collection, Iterable

from django.contrib.auth import get_user_model

from user_activity.context import current_actor
from user_activity.events import ContentEvent, Event
from user_activity.vocabulary import kept_without_consent


def refusal(events: Iterable[Event]) -> Callable[[Event], bool]:
    """Tells of each of `events` whether its member has refused what it is kept for; at most one
    query for all of them."""
    asked = [event for event in events if not needed(event)]
    refusing = _refusing({event.user_id for event in asked})
    return lambda event: event.user_id in refusing and not needed(event)


def consents(user_id: int) -> bool:
    """Whether the member lets the platform track them; a member who is gone has not refused."""
    return user_id not in _refusing({user_id})


def needed(event: Event) -> bool:
    """Whether the product itself needs it, whatever its member has refused."""
    content_type = event.content_type if isinstance(event, ContentEvent) else None
    return kept_without_consent(event.word, content_type=content_type, source=event.source)


def _refusing(user_ids: Collection[int]) -> Collection[int]:
    if not user_ids:
        return ()
    actor = current_actor()
    if actor.consents is not None and user_ids == {actor.user_id}:
        return () if actor.consents else user_ids
    rows = get_user_model().objects.filter(pk__in=user_ids, tracking_consent=False)
    return set(rows.values_list("pk", flat=True))
