"""What tests of the stream share: events on their way, and the counts that must add up."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Sum

from user_activity import stream, tallies
from user_activity.buffers.redis import RedisBuffer
from user_activity.events import Event
from user_activity.models import DeadLetter, EventTally
from user_activity.tallies import Outcome


def append(events: Sequence[Event]) -> None:
    """One entry, not drained."""
    RedisBuffer().begin(events, tallies.accepted(events))()


def counted() -> Counter[Outcome]:
    """The events of each outcome, wherever they were counted."""
    found: Counter[Outcome] = Counter()
    for tally, number in stream.totals().items():
        found[tally.outcome] += number
    for row in EventTally.objects.values("outcome").annotate(events=Sum("events")):
        found[Outcome(row["outcome"])] += row["events"]
    return +found


def assert_counts_add_up() -> None:
    """accepted = stored + duplicate + dead letters + still buffered."""
    found = counted()
    waiting = DeadLetter.objects.filter(replayed_at=None).aggregate(events=Sum("events"))["events"]
    assert found[Outcome.DEAD_LETTER] == (waiting or 0)
    kept = (Outcome.STORED, Outcome.DUPLICATE, Outcome.DEAD_LETTER)
    assert found[Outcome.ACCEPTED] == sum(found[each] for each in kept) + stream.depth(), found
