"""What a `track_*` call takes in the request's thread: to build the row and queue it.

    .venv/bin/python benchmarks/track_call.py [calls]

As within a request of a member who is signed in; the flush at its end, which is one round trip
a request, is left out. No service is needed.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ooumph.settings.development")
os.environ["OOUMPH_LOG_LEVEL"] = "WARNING"

import django

django.setup()

from django.test import RequestFactory  # noqa: E402

from account.models import User  # noqa: E402
from user_activity import collecting  # noqa: E402
from user_activity.buffer import Buffer, Finish  # noqa: E402
from user_activity.context import RequestActor, acting_as  # noqa: E402
from user_activity.services import ActivityService  # noqa: E402
from user_activity.vocabulary import (  # noqa: E402
    ActivityType,
    ContentType,
    ContextType,
    InteractionType,
    SocialInteractionType,
)

PER_REQUEST = 10
RUNS = 5


class Nowhere:
    """A buffer that takes all and keeps nothing."""

    def begin(self, events: Any, tallies: Any) -> Finish:
        return lambda: None


def nowhere() -> Buffer:
    return Nowhere()


def activity() -> bool:
    return ActivityService.track_activity(
        activity_type=ActivityType.SEARCH, metadata={"query": "tea", "results": 12}
    )


def content() -> bool:
    return ActivityService.track_content_interaction(
        content_type=ContentType.POST,
        content_id=POST,
        interaction_type=InteractionType.LIKE,
        author_id=8,
        metadata={"tags": ["tea", "mountains"], "community": None, "privacy": "public"},
    )


def social() -> bool:
    return ActivityService.track_social_interaction(
        interaction_type=SocialInteractionType.MESSAGE_SEND,
        target_user_id=8,
        context_type=ContextType.CONVERSATION,
        context_id=POST,
    )


POST = str(uuid4())


def request() -> Any:
    found = RequestFactory().post(
        "/graphql",
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36"},
    )
    found.user = User(pk=7)
    found.session = type("Session", (), {"session_key": "k" * 32})()
    return found


def microseconds(call: Callable[[], bool], calls: int) -> float:
    """The median of one call, over requests of ten."""
    taken = []
    for _ in range(calls // PER_REQUEST):
        with acting_as(RequestActor(request())), collecting.collecting():
            for _ in range(PER_REQUEST):
                began = time.perf_counter_ns()
                kept = call()
                taken.append(time.perf_counter_ns() - began)
                assert kept
    return statistics.median(taken) / 1000


if __name__ == "__main__":
    vars(collecting)["buffer"] = nowhere
    calls = int((sys.argv[1:] or ["5000"])[0])
    for call in (activity, content, social):
        medians = sorted(microseconds(call, calls) for _ in range(RUNS))
        spread = f"{medians[0]:.1f} to {medians[-1]:.1f}"
        print(f"track_{call.__name__}: median {medians[RUNS // 2]:.1f} us ({spread}), {RUNS} runs")
