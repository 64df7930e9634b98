"""What a member has refused is not kept; asked once, here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib.auth import get_user_model

from user_activity.context import acting_as, current_actor, snapshot
from user_activity.events import ContentEvent, Event
from user_activity.vocabulary import kept_without_consent


def allows(event: Event) -> bool:
    """Whether `event` may be kept: its member consents, or the product itself needs it."""
    content_type = event.content_type if isinstance(event, ContentEvent) else None
    if kept_without_consent(event.word, content_type=content_type, source=event.source):
        return True
    return consents(event.user_id)


def consents(user_id: int) -> bool:
    """Whether the member lets the platform track them; a member who is gone has not refused."""
    actor = current_actor()
    if actor.user_id == user_id and actor.consents is not None:
        return actor.consents
    consent = (
        get_user_model()
        .objects.filter(pk=user_id)
        .values_list("tracking_consent", flat=True)
        .first()
    )
    return consent is not False


@contextmanager
def known(user_id: int) -> Iterator[None]:
    """Ask now what the member consents to, once for all that is recorded of them inside."""
    actor = replace(snapshot(current_actor()), user_id=user_id, consents=consents(user_id))
    with acting_as(actor):
        yield
