"""What members have refused is not missing: neither what they refuse now nor what they did then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from user_activity.consent import needed, refusal
from user_activity.events import Event
from user_activity.models import UserActivity
from user_activity.vocabulary import ActivityType

CONSENT = "trackingConsent"


class Refusals:
    """Of events from `since` on. Who consents now did so at an instant, unless their consent was
    changed an odd number of times since: each change is a row that is kept whatever they refuse."""

    def __init__(self, *, since: datetime) -> None:
        self._since = since

    def without(self, events: Sequence[Event]) -> list[Event]:
        """Those that may be kept."""
        refuses = refusal(events)
        return [
            event
            for event in events
            if not refuses(event) and (needed(event) or self._consented(event))
        ]

    def _consented(self, event: Event) -> bool:
        changes = self._changes.get(event.user_id, ())
        return sum(at > event.occurred_at for at in changes) % 2 == 0

    @cached_property
    def _changes(self) -> Mapping[int, list[datetime]]:
        """When each member changed their consent, or staff did for them."""
        rows = UserActivity.objects.filter(
            activity_type=ActivityType.PRIVACY_UPDATE,
            occurred_at__gte=self._since,
            metadata__changed__contains=CONSENT,
        ).values_list("user_id", "metadata__member", "occurred_at")
        changes: dict[int, list[datetime]] = defaultdict(list)
        for user_id, member_id, at in rows:
            changes[user_id if member_id is None else member_id].append(at)
        return changes
