"""How many events two web processes accept over HTTP, 500 a call; and what one single call takes.

    .venv/bin/python benchmarks/track_events.py [seconds a run] [runs]

Starts a stack of its own, web server and stores alone, as `make run` has them: durable, the
tracking limit asked on each call but raised. Clients are processes with bodies made before, sent
over and over; the events are views, times, pages and searches as a browser sends them. What was
accepted is compared with what the stream holds more. The processor time of the two web processes
is shown beside it: what else runs on the machine changes the rate, that hardly.
"""

import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from multiprocessing import Barrier, Process, Queue
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psutil
from stack import Stack, stack

CLIENTS = 4
EVENTS = 500
BODIES = 20
SINGLE = 200

BATCH = (
    "mutation($input: TrackEventsInput!) { trackEvents(input: $input)"
    " { accepted ignored rejected { index } errors { code message } } }"
)
ONE = (
    "mutation($input: TrackContentInteractionInput!) { trackContentInteraction(input: $input)"
    " { tracked errors { code message } } }"
)


def event(number: int) -> dict[str, Any]:
    common: dict[str, Any] = {"eventId": str(uuid4()), "occurredAt": datetime.now(UTC).isoformat()}
    content = {"contentType": "POST", "contentId": str(uuid4()), "visitId": str(uuid4())}
    return [
        {**common, **content, "kind": "CONTENT", "interactionType": "VIEW", "surface": "feed"},
        {
            **common, **content,
            "kind": "CONTENT", "interactionType": "TIME_SPENT", "durationMs": 1200 + number,
        },
        {
            **common,
            "kind": "ACTIVITY", "activityType": "PAGE_VIEW",
            "metadata": {"path": f"/posts/{number}", "referrer": "feed"},
        },
        {**common, "kind": "ACTIVITY", "activityType": "SEARCH", "description": "tea"},
    ][number % 4]  # fmt: skip


def body(document: str, values: dict[str, Any]) -> bytes:
    return json.dumps({"query": document, "variables": {"input": values}}).encode()


class Client:
    """One member's connection, kept open."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.http = HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.headers = {
            **headers,
            "Content-Type": "application/json",
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36",
            "X-Session-ID": str(uuid4()),
        }

    def send(self, content: bytes) -> dict[str, Any]:
        self.http.request("POST", "/graphql", content, self.headers)
        answer = json.loads(self.http.getresponse().read())
        (payload,) = answer["data"].values()
        if payload["errors"]:
            raise SystemExit(payload["errors"])
        return payload


def send_batches(url: str, headers: dict[str, str], seconds: float, start: Any, out: Any) -> None:
    client = Client(url, headers)
    bodies = [body(BATCH, {"events": [event(n) for n in range(EVENTS)]}) for _ in range(BODIES)]
    client.send(bodies[0])
    start.wait()
    began, accepted, calls = time.perf_counter(), 0, 0
    while time.perf_counter() - began < seconds:
        accepted += client.send(bodies[calls % BODIES])["accepted"]
        calls += 1
    out.put((accepted, calls, time.perf_counter() - began))


def batches(url: str, members: list[dict[str, str]], seconds: float) -> tuple[float, int, int]:
    """Events per second, events and calls of one run."""
    start = Barrier(len(members) + 1)
    out: Any = Queue()
    clients = [
        Process(target=send_batches, args=(url, headers, seconds, start, out))
        for headers in members
    ]
    for client in clients:
        client.start()
    start.wait()
    found = [out.get() for _ in clients]
    for client in clients:
        client.join()
    rate = sum(accepted / spent for accepted, _, spent in found)
    return rate, sum(each[0] for each in found), sum(each[1] for each in found)


def single(url: str, headers: dict[str, str]) -> list[float]:
    """Milliseconds of each call, one after the other."""
    client, taken = Client(url, headers), []
    for number in range(SINGLE):
        values = {name: value for name, value in event(number * 4).items() if name != "kind"}
        content = body(ONE, values)
        began = time.perf_counter()
        client.send(content)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[SINGLE // 10 :]


def web_seconds(target: Stack) -> float:
    """Processor time that the web server has taken."""
    child = target.programs["web"].child
    assert child is not None
    workers = psutil.Process(child.pid).children(recursive=True)
    return sum(sum(worker.cpu_times()[:2]) for worker in workers)


def measure(target: Stack, seconds: float, runs: int) -> None:
    from user_activity import stream

    members = [target.register(f"sender{number}") for number in range(CLIENTS)]
    rates = []
    for run in range(runs):
        before, spent = stream.depth(), web_seconds(target)
        rate, accepted, calls = batches(target.url, members, seconds)
        rates.append(rate)
        warm = CLIENTS * EVENTS
        kept = stream.depth() - before - warm
        each = (web_seconds(target) - spent) / (accepted + warm) * 1e6
        print(
            f"  run {run + 1}: {rate:,.0f} events/s accepted ({calls} calls of {EVENTS}, "
            f"{calls / seconds:.0f} calls/s), {each:.0f} us of processor time each; "
            f"{kept - accepted:+d} events in the stream"
        )
    print(f"trackEvents: median {statistics.median(rates):,.0f} events/s, {CLIENTS} clients")
    medians = [statistics.median(single(target.url, members[0])) for _ in range(runs)]
    print(
        f"trackContentInteraction, one client: median {statistics.median(medians):.2f} ms, "
        f"{1000 / statistics.median(medians):.0f} calls/s"
    )


if __name__ == "__main__":
    os.environ["OOUMPH_LOG_LEVEL"] = "WARNING"
    options = [float(option) for option in sys.argv[1:]]
    with stack("web") as here:
        here.use_here()
        measure(here, (options[:1] or [5.0])[0], int((options[1:] or [5])[0]))
