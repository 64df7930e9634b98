"""ActivityService: the only door by which an act of a member is recorded."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings

from user_activity import building, consent, metrics, tallies
from user_activity.building import Events, Moment
from user_activity.collecting import queue, rehearsal
from user_activity.events import Kind
from user_activity.guarding import Guard, never_raising
from user_activity.tallies import Outcome, Reason

P = ParamSpec("P")
Done = tuple[str, Mapping[str, Any]]  # What was done, as in BUILDERS, and its arguments by name.

TRACK_EVENTS = "track_events"
BUILDERS: Mapping[str, tuple[Guard, Callable[..., Events]]] = {
    "activity": (Guard(Kind.ACTIVITY, TRACK_EVENTS), building.activity),
    "content_interaction": (Guard(Kind.CONTENT, TRACK_EVENTS), building.content_interaction),
    "social_interaction": (Guard(Kind.SOCIAL, TRACK_EVENTS), building.social_interaction),
    "profile_visit": (Guard(Kind.SOCIAL, TRACK_EVENTS), building.profile_visit),
}


def unknown(_moment: Moment, /, **_arguments: Any) -> Events:
    raise ValueError(f"What was done is none of {', '.join(BUILDERS)}.")


UNKNOWN = (Guard("unknown", TRACK_EVENTS), unknown)


def recorded(built: Sequence[Events]) -> list[bool]:
    """Queue the rows of each thing that was done, unless its member has refused what they are kept
    for, or tracking is switched off; whether each was queued."""
    if not settings.ACTIVITY_TRACKING:
        return [False] * len(built)
    if (rehearsed := rehearsal()) is not None:
        rehearsed += [event for events in built for event in events]
        return [bool(events) for events in built]
    refuses = consent.refusal([event for events in built for event in events])
    kept = [bool(events) and not any(map(refuses, events)) for events in built]
    for events, keep in zip(built, kept, strict=True):
        if not keep:
            for event in events:
                tallies.count(Outcome.REJECTED, tallies.kind_of(event), Reason.CONSENT)
    queue([event for events, keep in zip(built, kept, strict=True) if keep for event in events])
    return kept


def recording(
    name: str, kind: Kind, build: Callable[Concatenate[Moment, P], Events]
) -> Callable[P, bool]:
    """A method of the door: the arguments are its builder's."""

    @wraps(build)
    def track(*args: P.args, **kwargs: P.kwargs) -> bool:
        return recorded([build(Moment.now(), *args, **kwargs)])[0]

    track.__name__ = name
    return never_raising(kind, otherwise=False)(track)


class ActivityService:
    """Each method queues the rows of one thing a member did and answers whether they are kept; its
    arguments are those of its builder in `building.py`, by name.

    They never raise into the product and never wait for a store: the rows leave together when the
    request or act ends. False: refused by the member's consent, tracking switched off, or wrong
    arguments (logged and counted; raised where `ACTIVITY_RAISES` is set).
    """

    track_activity = staticmethod(recording("track_activity", Kind.ACTIVITY, building.activity))
    track_content_interaction = staticmethod(
        recording("track_content_interaction", Kind.CONTENT, building.content_interaction)
    )
    track_social_interaction = staticmethod(
        recording("track_social_interaction", Kind.SOCIAL, building.social_interaction)
    )
    track_profile_visit = staticmethod(
        recording("track_profile_visit", Kind.SOCIAL, building.profile_visit)
    )

    @staticmethod
    @metrics.timed(TRACK_EVENTS)
    def track_events(done: Sequence[Done]) -> list[bool]:
        """Record many things at once, such as `[("activity", {"activity_type": "search"}), …]`;
        whether each is kept. A wrong one costs no other."""
        with Guard("events", TRACK_EVENTS, events=len(done)):
            moment = Moment.of_many()
            return recorded([_built(moment, what, arguments) for what, arguments in done])
        return [False] * len(done)


def _built(moment: Moment, what: str, arguments: Mapping[str, Any]) -> Events:
    guard, build = BUILDERS.get(what, UNKNOWN)
    with guard:
        return build(moment, **arguments)
    return ()
