"""The same events with what a Django team would use instead, django-activity-stream: `action.send`.

    .venv/bin/python benchmarks/activity_stream.py [EVENTS]

Both on the same PostgreSQL, both through to committed rows: first in batches of 500 (a transaction
there, a request here), then one event a request. Here a worker drains meanwhile, called as the
stream grows; there all is done once `send` returns. Neither side aggregates. django-activity-stream
is fetched into a temporary folder; the project does not depend on it.
"""

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stack import Stack, stack

PACKAGE = "django-activity-stream==2.0.0"
BATCH = 500
RUNS = 5  # In turn; the median of the ratios counts.
OURS_TIMES = 16  # As many events in batches, so that both take as long.
MEMBERS, ITEMS = 200, 500


def fetch(folder: str) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder]
    subprocess.run([*pip, PACKAGE], check=True)  # noqa: S603  (the arguments are ours)
    sys.path.insert(0, folder)


class TheirWay:
    """An action a view: a member viewed an item, both rows of Django models."""

    def __init__(self) -> None:
        from actstream import action, registry
        from django.contrib.auth.models import Group

        from account.models import User

        self.send = action.send
        for model in (User, Group):
            registry.register(model)
        self.members = [User.objects.create_user(f"member-{n}") for n in range(MEMBERS)]
        self.items = [Group.objects.create(name=f"item-{n}") for n in range(ITEMS)]

    def one(self, number: int) -> None:
        member, item = self.members[number % MEMBERS], self.items[number % ITEMS]
        self.send(member, verb="viewed", action_object=item, surface="home", position=3)

    def batches(self, events: int) -> None:
        from django.db import transaction

        for start in range(0, events, BATCH):
            with transaction.atomic():
                for number in range(start, start + BATCH):
                    self.one(number)

    def singly(self, events: int) -> None:
        for number in range(events):
            self.one(number)

    def rows(self) -> int:
        from actstream.models import Action

        return Action.objects.count()


class OurWay:
    def view(self, number: int) -> dict[str, Any]:
        return {
            "user_id": number % MEMBERS + 1,
            "content_type": "post",
            "content_id": f"item-{number % ITEMS}",
            "interaction_type": "view",
            "author_id": 1,
            "surface": "home",
            "position": 3,
            "source": "api",
        }

    def batches(self, events: int) -> None:
        from user_activity.collecting import collecting
        from user_activity.services import ActivityService

        for start in range(0, events, BATCH):
            numbers = range(start, start + BATCH)
            with collecting():
                ActivityService.track_events(
                    [("content_interaction", self.view(number)) for number in numbers]
                )
        self.finish()

    def singly(self, events: int) -> None:
        from user_activity.services import ActivityService

        for number in range(events):
            ActivityService.track_content_interaction(**self.view(number))  # Leaves by itself.
        self.finish()

    def finish(self) -> None:
        from user_activity import stream
        from user_activity.storing.drain import drain

        drain()
        while stream.depth():
            time.sleep(0.005)

    def rows(self) -> int:
        from user_activity.models import ContentInteraction

        return ContentInteraction.objects.count()


def timed(way: Any, work: Callable[[int], None], events: int) -> float:
    before = way.rows()
    began = time.perf_counter()
    work(events)
    taken = time.perf_counter() - began
    assert way.rows() == before + events, (before, way.rows(), events)
    return taken


def compare(events: int) -> None:
    theirs, ours = TheirWay(), OurWay()
    gc.freeze()  # As a process of the web server begins.
    for name, number, times in (("batches", events, OURS_TIMES), ("singly", events // 10, 1)):
        runs = [
            (
                timed(theirs, getattr(theirs, name), number) / number * 1e6,
                timed(ours, getattr(ours, name), number * times) / number / times * 1e6,
            )
            for _ in range(RUNS)
        ]
        their, our = map(statistics.median, zip(*runs, strict=True))
        ratio = statistics.median([of_theirs / of_ours for of_theirs, of_ours in runs])
        what = f"in batches of {BATCH}" if name == "batches" else "one event a request"
        print(
            f"{what}: action.send {their:,.0f} us an event, ActivityService to committed rows "
            f"{our:,.0f} us: {ratio:.1f} times as many a second"
        )


def main() -> None:
    events = int(sys.argv[1]) if sys.argv[1:] else 20_000
    with tempfile.TemporaryDirectory() as folder, stack("worker") as target:
        fetch(folder)
        prepare(target, folder)
        compare(events)


def prepare(target: Stack, folder: str) -> None:
    """This project with one more app, on the database of the stack."""
    settings = Path(folder) / "settings_with_actstream.py"
    settings.write_text(
        "from ooumph.settings.development import *\n"
        "DEBUG = False\n"
        "INSTALLED_APPS = [*INSTALLED_APPS, 'actstream']\n"
        "ACTSTREAM_SETTINGS = {'USE_JSONFIELD': True}\n"
    )
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_with_actstream"
    target.use_here()
    from django.core.management import call_command

    call_command("migrate", "actstream", verbosity=0)


if __name__ == "__main__":
    main()
