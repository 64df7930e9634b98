"""Kill everything at random while four processes report events; then count.

    .venv/bin/python benchmarks/chaos.py [--events 200000] [--seconds 300] [--seed 1]

On a stack of its own, durable as `make run` has it. Two processes report over HTTP and two through
the service; each event has an id and is sent until it was accepted. Meanwhile the stores and the
programs are killed with SIGKILL, and the disk is kept busy. In the end every accepted event must
be stored exactly once, the counters must agree with the rows, and so must the analytics. Exits
with 1 where one of them does not.
"""

import argparse
import os
import random
import shutil
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import django
from chaos_breaking import Breaker, busy_disk
from chaos_doors import over_http, through_the_service
from chaos_senders import Report, given, send_all
from chaos_verdicts import (
    Verdict,
    marks,
    of_analytics,
    of_counters,
    of_events,
    of_the_stream,
)
from stack import Stack, stack, wait_until

SENDERS = ("HTTP 1", "HTTP 2", "service 1", "service 2")
MEMBERS = 4  # A process, each in a thread of its own.
SETTLED_SECONDS = 180
KILLED_FOR = 1.2  # Of the time that new events take; then what is sent again comes through.


def sender(
    url: str, name: str, seed: int, events: int, seconds: float, members: list[Any], out: Any
) -> None:
    """One process that reports for its members; of each the headers, the id and another's id. The
    environment that it inherits is the stack's."""
    os.environ["OOUMPH_LOG_LEVEL"] = "CRITICAL"  # What it is not answered is counted here.
    django.setup()

    def work(who: Any) -> Report:
        headers, user_id, other_id = who
        dice = random.Random(f"{seed} {name} {user_id}")  # noqa: S311
        undone: set[Any] = set()
        if name.startswith("HTTP"):
            send = over_http(url, headers)
        else:
            send = through_the_service(user_id, undone, signed_in=name.endswith("1"))
        part = events // len(members)
        report = send_all(send, lambda: given(dice, user_id, other_id), dice, part, seconds)
        report.undone = undone
        return report

    with ThreadPoolExecutor(len(members)) as pool:
        out.put((name, Report.of(list(pool.map(work, members)))))


def run_senders(
    target: Stack, seed: int, events: int, seconds: float, members: dict[str, Any]
) -> dict[str, Report]:
    context = get_context("spawn")
    out = context.Queue()
    each = events // len(SENDERS)
    processes = [
        context.Process(
            target=sender,
            args=(target.url, name, seed, each, seconds, members[name], out),
            daemon=True,
        )
        for name in SENDERS
    ]
    for process in processes:
        process.start()
    found: dict[str, Report] = {}
    while len(found) < len(processes):
        try:
            name, report = out.get(timeout=1)
            found[name] = report
        except Exception as error:  # Empty, of the queue's own module.
            if any(process.exitcode for process in processes):
                raise SystemExit("A sender has failed; see above.") from error
    for process in processes:
        process.join()
    return found


def members_of(target: Stack) -> dict[str, list[Any]]:
    """By sender, the headers of each of its members, their id and that of another."""
    from account.models import User

    found: dict[str, list[Any]] = {}
    for name in SENDERS:
        names = [f"{name.lower().replace(' ', '_')}_{number}" for number in range(MEMBERS)]
        headers = [target.register(each) for each in names]
        ids = [User.objects.get(username=each).pk for each in names]
        found[name] = [(headers[n], ids[n], ids[n - 1]) for n in range(MEMBERS)]
    return found


def settled(what: str, holds: Any) -> tuple[Verdict, float]:
    """Whether the stack comes to rest by itself, and how long that takes."""
    from django.db import connection

    connection.close()
    began = time.monotonic()
    try:
        wait_until(holds, SETTLED_SECONDS)
        done = True
    except TimeoutError:
        done = False
    spent = time.monotonic() - began
    return Verdict(what, done, f"{spent:.1f} s after the last restart"), spent


def chaos(target: Stack, events: int, seconds: float, seed: int) -> bool:
    from user_activity import stream

    members = members_of(target)
    breaker = Breaker(target, seed)
    addresses = target.services.urls()
    began = time.monotonic()
    with busy_disk(target.services.state.root):
        breaker.start()
        calm = threading.Timer(seconds * KILLED_FOR, breaker.enough.set)
        calm.start()
        try:
            reports = run_senders(target, seed, events, seconds, members)
        finally:
            calm.cancel()
            breaker.stop()
        spent = time.monotonic() - began
        drained, _ = settled("the worker drains by itself", lambda: stream.depth() == 0)
    aggregated, _ = settled("what was stored is aggregated", lambda: marks() == 0)
    whole = Report.of(list(reports.values()))
    verdicts = [
        Verdict(
            "all came back where they were",
            not breaker.failures and target.services.urls() == addresses,
            "; ".join(breaker.failures) or "same addresses",
        ),
        drained,
        *of_events(whole.accepted, whole.unknown, whole.undone),
        *of_counters(),
        *of_the_stream(),
        aggregated,
        *of_analytics(),
    ]
    tell(breaker, reports, verdicts, spent)
    return all(verdict.holds for verdict in verdicts)


def tell(
    breaker: Breaker, reports: dict[str, Report], verdicts: list[Verdict], spent: float
) -> None:
    print(f"\n{'killed':<20} {'times':>6} {'away, s':>8}")
    for name, times in sorted(breaker.kills.items()):
        print(f"{name:<20} {times:>6} {breaker.down_seconds[name]:>8.0f}")
    print(f"\n{'sender':<12} {'events':>8} {'per s':>6} {'calls':>7} {'accepted':>9}  unclear")
    for name, report in sorted(reports.items()):
        answers = Counter(report.answers)
        accepted = answers.pop("accepted", 0)
        unclear = ", ".join(f"{number} {answer}" for answer, number in answers.most_common())
        print(
            f"{name:<12} {report.events:>8,} {report.events / report.seconds:>6.0f} "
            f"{accepted + answers.total():>7,} {accepted:>9,}  {unclear or '-'}"
        )
    print(f"\n{sum(breaker.kills.values())} kills in {spent:.0f} s")
    for verdict in verdicts:
        print(f"{'ok  ' if verdict.holds else 'FAIL'} {verdict.claim}: {verdict.figures}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=300.0, help="Over which they are sent.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--logs", type=Path, help="Copy the programs' logs there.")
    options = parser.parse_args()
    os.environ["OOUMPH_RATE_LIMITS"] = "tracking=,sign_up="
    with stack("web", "worker", "beat") as target:
        target.use_here()
        try:
            holds = chaos(target, options.events, options.seconds, options.seed)
        finally:
            if options.logs:
                shutil.copytree(target.services.state.logs, options.logs)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
