"""Every analytics query over HTTP, in each of several sizes of history, and beside the Django ORM.

    .venv/bin/python benchmarks/history.py FOLDER_1 1
    .venv/bin/python benchmarks/history.py FOLDER_2 20
    .venv/bin/python benchmarks/analytics_queries.py FOLDER_1 FOLDER_2
        [--rounds N] [--only REGEX] [--no-orm]

The histories are more days of the same members; each query is of the last month. Prints, of each,
the median and the 95th percentile in milliseconds, how much of it was waiting for the graph (none
where it is asked meanwhile), the median without that as so many times that of `{ me { id } }` asked
in turn with it (at most 2 for a member's own, 5 for staff's), the same of who asks first after a
batch of the engine (where answers are shared, the next ones wait for less), in the last history how
many times as fast it is as the same heavy numbers by the ORM from raw rows (analytics_by_orm.py) in
this process, and how many times as long it takes there as in the first history (at most 1.2), both
as so many times `me`, since machines drift from one history to the next.
"""

import argparse
import re
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
from analytics_documents import QUERIES, Asked
from filling import execute
from prometheus_client.multiprocess import MultiProcessCollector
from stack import PASSWORD, Stack, stack

ME = "{ me { id } }"
MEMBER = "member500"  # In the middle of those who come often and seldom.
WARM_UP = 8  # Asked before any is timed: connections, statements, processes.
GRAPH_WARM_UP = 2_000  # Queries after which a new graph server has compiled what it runs.
ORM_RUNS = 3  # Fewer where they take long.
ORM_MS = 4_000


@dataclass
class Took:
    """Milliseconds; `graph`: what of each query was waiting for the graph; `first`: those, without
    the graph, of who asks first after a batch of the engine."""

    query: list[float] = field(default_factory=list)
    graph: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    me: list[float] = field(default_factory=list)
    orm: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.query)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.query, n=20)[-1]

    @property
    def of_me(self) -> float:
        own = [took - graph for took, graph in zip(self.query, self.graph, strict=True)]
        return statistics.median(own) / statistics.median(self.me)

    @property
    def first_of_me(self) -> float:
        return statistics.median(self.first) / statistics.median(self.me)

    @property
    def of_orm(self) -> float | None:
        return statistics.median(self.orm) / self.median if self.orm else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-orm", action="store_true")
    options = parser.parse_args()
    names = [name for name in QUERIES if re.search(options.only, name)]
    orm = not options.no_orm
    suffixes = [options.folders[n:] for n in range(len(options.folders))]
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as one_each:
        found = [
            one_each.submit(
                measured, folder.resolve(), names, options.rounds, orm and not others
            ).result()
            for folder, *others in suffixes
        ]
    for name in names:
        tell(name, QUERIES[name], [each[name] for each in found])


def measured(folder: Path, names: list[str], rounds: int, orm: bool) -> dict[str, Took]:
    with (
        stack("web", durable=False, kept=folder, debug=False) as running,
        httpx.Client(timeout=60) as http,
    ):
        running.use_here()
        known = facts()
        print(f"{folder.name}: {known['rows']:,} rows, {known['days']} days", flush=True)
        member, staff = sign_in(running, MEMBER), sign_in(running, "staff")
        warm_the_graph()
        found = {}
        for name in names:
            asked = QUERIES[name]
            ask = asker(http, f"{running.url}/graphql", staff if asked.staff else member)
            found[name] = timed(ask, asked, asked.variables(known), rounds, running)
        if orm:
            for name in names:
                found[name].orm = by_orm(name, known)
        return found


def warm_the_graph() -> None:
    """As a server is that has run for a while: a new one takes five times as long, and the
    processors from whom it answers."""
    from analytics.social.graph import held_apart

    for member in range(GRAPH_WARM_UP):
        held_apart([member])()


def facts() -> dict[str, Any]:
    """What is asked about: the last month, a member, and their item that is most looked at."""
    from account.models import User
    from analytics.models import ContentDay

    User.objects.get_or_create(username="staff", defaults={"is_staff": True})
    member = User.objects.get(username=MEMBER)
    first, last = execute(
        "SELECT min(occurred_at)::date, max(occurred_at)::date FROM user_activity"
    )
    tables = ("user_activity", "content_interaction", "social_interaction")
    (rows,) = execute("SELECT " + " + ".join(f"(SELECT count(*) FROM {each})" for each in tables))  # noqa: S608
    begins = last - timedelta(days=29)
    days = ContentDay.objects.filter(author_id=member.pk, starts_on__gte=begins)
    item = days.exclude(views=None).order_by("-views")[0]
    return {
        "rows": rows,
        "days": (last - first).days + 1,
        "range": {"from": str(begins), "to": str(last)},
        "contentId": item.content_id,
        "user_id": member.pk,
    }


def sign_in(running: Stack, username: str) -> dict[str, str]:
    from account.models import User

    user = User.objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    document = "mutation($input: LoginInput!) { login(input: $input) { sessionToken } }"
    values = {"input": {"username": username, "password": PASSWORD}}
    asked = {"query": document, "variables": values}
    answer = httpx.post(f"{running.url}/graphql", json=asked, timeout=30).json()
    return {"Authorization": f"Bearer {answer['data']['login']['sessionToken']}"}


def asker(http: httpx.Client, url: str, headers: dict[str, str]) -> Callable[..., float]:
    def ask(document: str, variables: dict[str, Any] | None = None) -> float:
        began = time.perf_counter()
        answer = http.post(url, json={"query": document, "variables": variables}, headers=headers)
        took = (time.perf_counter() - began) * 1000
        assert "errors" not in answer.json(), answer.json()["errors"]
        return took

    return ask


def timed(
    ask: Callable[..., float], asked: Asked, variables: Any, rounds: int, running: Stack
) -> Took:
    from analytics.answers import outdate
    from analytics.marks import WHOLE

    took = Took()
    outdate(WHOLE.number)
    for _ in range(WARM_UP):
        with suppress(AssertionError):  # What the graph is asked first may take it too long.
            ask(asked.document, variables)
    waiting = 0 if asked.asks_meanwhile else 1000
    waited = graph_seconds(running)
    for _ in range(rounds):
        took.me.append(ask(ME))
        took.query.append(ask(asked.document, variables))
        before, waited = waited, graph_seconds(running)
        took.graph.append(waiting * (waited - before))
        outdate(WHOLE.number)
        first = ask(asked.document, variables)
        before, waited = waited, graph_seconds(running)
        took.first.append(first - waiting * (waited - before))
        ask(asked.document, variables)
        waited = graph_seconds(running)
    return took


def graph_seconds(running: Stack) -> float:
    """What the web server has waited for the graph so far; `me` does not ask it."""
    folder = str(running.services.state.folder("metrics"))
    measured_here = MultiProcessCollector(None, folder).collect()
    samples = [sample for metric in measured_here for sample in metric.samples]
    return sum(each.value for each in samples if each.name == "ooumph_graph_seconds_sum")


def by_orm(name: str, known: dict[str, Any]) -> list[float]:
    from analytics_by_orm import BY_ORM, Of

    begins, last = (
        datetime.fromisoformat(known["range"][end]).replace(tzinfo=UTC) for end in ("from", "to")
    )
    of = Of(known["user_id"], known["contentId"], begins, last + timedelta(days=1))
    return list(_timed_runs(lambda: BY_ORM[name](of)))


def _timed_runs(run: Callable[[], Any]) -> Iterator[float]:
    for _ in range(ORM_RUNS):
        began = time.perf_counter()
        run()
        took = (time.perf_counter() - began) * 1000
        yield took
        if took > ORM_MS:
            break


def tell(name: str, asked: Asked, sizes: list[Took]) -> None:
    told = [f"{name:27}"]
    for took in sizes:
        orm = "" if took.of_orm is None else f" ORM {took.of_orm:7.1f}x"
        times = (
            f"{took.median:6.1f} {took.p95:6.1f} ms (graph {statistics.median(took.graph):4.1f})"
        )
        told.append(f"{times} {took.of_me:4.2f}x me, first {took.first_of_me:4.2f}x{orm}")
    last = sizes[-1]
    ratio = last.of_me / sizes[0].of_me
    missed = [
        *(["budget"] if last.of_me > asked.budget else []),
        *(["growth"] if ratio > 1.2 else []),
    ]
    print(" | ".join(told), f"| {ratio:4.2f} {' '.join(missed)}")


if __name__ == "__main__":
    main()
