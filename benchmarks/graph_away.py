"""What a burst of tracking notices of a graph server that is killed, or hangs, in its middle.

    .venv/bin/python benchmarks/graph_away.py [SECONDS]

Eight clients report views and profile visits over HTTP for SECONDS (30 by default). A third of
the way in the graph is killed (or stopped by a signal, in the second round), two thirds in it is
back. Prints how many requests failed, the slowest before, during and after, and whether every
event that was answered `tracked: true` is stored exactly once.
"""

import statistics
import sys
import threading
import time
from collections import Counter
from uuid import uuid4

import httpx
from stack import Stack, stack

CLIENTS = 8
VIEW = (
    "mutation($input: TrackContentInteractionInput!) "
    "{ trackContentInteraction(input: $input) { tracked errors { code message } } }"
)
VISIT = (
    "mutation($input: TrackProfileVisitInput!) "
    "{ trackProfileVisit(input: $input) { tracked errors { code message } } }"
)


class Burst:
    """What every client was answered: (when it began, how long it took, the event's id)."""

    def __init__(self, target: Stack, seconds: float) -> None:
        self.target = target
        self.seconds = seconds
        self.answers: list[tuple[float, float, str]] = []
        self.failures: Counter[str] = Counter()
        self.members = [target.register(f"member-{uuid4().hex[:12]}") for _ in range(CLIENTS)]
        self.visited = httpx.post(
            f"{target.url}/graphql", json={"query": "{ me { id } }"}, headers=self.members[0]
        ).json()["data"]["me"]["id"]

    def run(self) -> None:
        self.began = time.monotonic()
        threads = [
            threading.Thread(target=self._client, args=(number,)) for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        self._break_the_graph()
        for thread in threads:
            thread.join()

    def break_graph(self) -> None:
        raise NotImplementedError

    def mend_graph(self) -> None:
        raise NotImplementedError

    def _break_the_graph(self) -> None:
        time.sleep(self.seconds / 3)
        self.break_graph()
        self.broken_at = time.monotonic()
        time.sleep(self.seconds / 3)
        self.mend_graph()
        self.mended_at = time.monotonic()

    def _client(self, number: int) -> None:
        with httpx.Client(
            base_url=self.target.url, headers=self.members[number], timeout=30
        ) as http:
            while time.monotonic() - self.began < self.seconds:
                self._report(http, visits=number % 4 == 1)

    def _report(self, http: httpx.Client, *, visits: bool) -> None:
        event_id = str(uuid4())
        values = (
            {"userId": self.visited, "eventId": event_id}
            if visits
            else {
                "contentType": "POST",
                "contentId": "burst",
                "interactionType": "IMPRESSION",
                "eventId": event_id,
            }
        )
        document, name = (
            (VISIT, "trackProfileVisit") if visits else (VIEW, "trackContentInteraction")
        )
        began = time.monotonic()
        body = {"query": document, "variables": {"input": values}}
        answer = http.post("/graphql", json=body).json()
        found = (answer.get("data") or {}).get(name) or {}
        if found.get("tracked"):
            self.answers.append((began, time.monotonic() - began, event_id))
        else:
            self.failures[str(found.get("errors") or answer.get("errors"))] += 1


class Killed(Burst):
    def break_graph(self) -> None:
        self.target.services.neo4j.kill()

    def mend_graph(self) -> None:
        self.target.services.neo4j.start()


class Hanging(Burst):
    def break_graph(self) -> None:
        self.target.services.neo4j.pause()

    def mend_graph(self) -> None:
        self.target.services.neo4j.resume()


def report(burst: Burst, title: str) -> bool:
    from user_activity.models import ContentInteraction, UserActivity

    phases = (
        ("before", burst.began, burst.broken_at),
        ("away", burst.broken_at, burst.mended_at),
        ("after", burst.mended_at, float("inf")),
    )
    print(f"{title}: {len(burst.answers)} accepted, {sum(burst.failures.values())} failed")
    for failure, times in burst.failures.most_common(3):
        print(f"    {times} x {failure}")
    for name, begins, ends in phases:
        taken = sorted(took * 1000 for began, took, _ in burst.answers if begins <= began < ends)
        if taken:
            print(
                f"    {name:7} {len(taken):6} requests, median {statistics.median(taken):6.1f} ms,"
                f" 99 % {taken[int(len(taken) * 0.99)]:6.1f} ms, slowest {taken[-1]:6.1f} ms"
            )
    ids = [event_id for _, _, event_id in burst.answers]
    stored = Counter(
        str(found)
        for model in (ContentInteraction, UserActivity)
        for found in model.objects.filter(event_id__in=ids).values_list("event_id", flat=True)
    )
    exact = set(stored) == set(ids) and set(stored.values()) <= {1}
    print(f"    every accepted event is stored exactly once: {exact}")
    return exact and not burst.failures


def main(seconds: float) -> int:
    with stack("web") as target:
        target.use_here()
        good = []
        for kind, title in ((Killed, "graph killed"), (Hanging, "graph hanging")):
            burst = kind(target, seconds)
            burst.run()
            good.append(report(burst, title))
            time.sleep(5)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30))
