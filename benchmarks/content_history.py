"""Content's numbers of a public history, over HTTP, against a plain count of the same file.

    .venv/bin/python benchmarks/content_history.py deskdrop.csv.gz

Imports the file (docs/importing.md: Deskdrop) into a stack of its own, aggregates it, and prints
the totals, the twenty most viewed items with their viewers and engagement rate, and how often what
members viewed next was among the ten items that trended most then. Ends with 1 where a number
differs from the count made here.
"""

import argparse
import csv
import gzip
import math
import sys
import time
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from stack import Stack, stack

WORDS = {
    "VIEW": "view",
    "LIKE": "like",
    "BOOKMARK": "save",
    "FOLLOW": "follow",
    "COMMENT CREATED": "comment",
}
ENGAGING = ("like", "save", "comment")
COLUMNS = (
    "user=personId,occurred_at=timestamp,content_id=contentId,interaction=eventType,"
    "session=sessionId,user_agent=userAgent"
)
RANGE = {"from": "2016-01-01", "to": "2017-12-31"}
TOP_ITEMS, TOP_TRENDING = 20, 10
HALF_LIVES_HOURS = (3, 6, 24, 48)
TOTALS = """query($range: DateRangeInput) {
    platformOverview(range: $range, granularity: MONTHLY) {
        contentTotals { views viewerItemPairs likes } } }"""
POPULAR = """query($range: DateRangeInput, $first: Int) {
    popularContent(range: $range, orderBy: VIEWS, first: $first) {
        edges { node { contentId views uniqueViewers engagementRate } } } }"""


class Line(NamedTuple):
    """What a member did to an item, at a second since 1970."""

    at: int
    word: str
    member: str
    item: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    lines = read(path := parser.parse_args().file)
    with stack("web", durable=False) as running:
        fill(running, path)
        headers = staff(running)
        same = tell_totals(running, headers, lines) & tell_items(running, headers, lines)
        tell_trending(lines)
    return 0 if same else 1


def read(path: Path) -> list[Line]:
    with gzip.open(path, "rt", newline="") as file:
        found = [
            Line(int(row["timestamp"]), WORDS[row["eventType"]], row["personId"], row["contentId"])
            for row in csv.DictReader(file)
        ]
    return sorted(found)


def fill(running: Stack, path: Path) -> None:
    running.use_here()
    from django.core.management import call_command

    from analytics import engine

    words = ",".join(f"{theirs}={ours}" for theirs, ours in WORDS.items())
    options = ["--source", "deskdrop", "--create-members", "--kind", "content", "--map", COLUMNS]
    began = time.perf_counter()
    call_command(
        "import_events", str(path), *options, "--words", words, "--set", "content_type=post"
    )
    stored = time.perf_counter()
    engine.run(budget_seconds=3600)
    print(f"imported in {stored - began:.1f} s, aggregated in {time.perf_counter() - stored:.1f} s")


def staff(running: Stack) -> dict[str, str]:
    from account.models import User

    headers = running.register("root")
    User.objects.filter(username="root").update(is_staff=True)
    return headers


def ask(running: Stack, headers: dict[str, str], document: str, **variables: Any) -> Any:
    body = {"query": document, "variables": {"range": RANGE, **variables}}
    answer = httpx.post(f"{running.url}/graphql", json=body, headers=headers, timeout=60).json()
    (found,) = answer["data"].values()
    return found


def tell_totals(running: Stack, headers: dict[str, str], lines: list[Line]) -> bool:
    found = ask(running, headers, TOTALS)["contentTotals"]
    views = [line for line in lines if line.word == "view"]
    counted = {
        "views": len(views),
        "viewerItemPairs": len({(line.member, line.item) for line in views}),
        "likes": len({(line.member, line.item) for line in lines if line.word == "like"}),
    }
    for name, count in counted.items():
        print(f"{name}: {found[name]:,} (counted here: {count:,})")
    return bool(found == counted)


def tell_items(running: Stack, headers: dict[str, str], lines: list[Line]) -> bool:
    edges = ask(running, headers, POPULAR, first=TOP_ITEMS)["edges"]
    found = [tuple(edge["node"].values()) for edge in edges]
    counted = most_viewed(lines)
    print("item, views, unique viewers, engagement rate")
    for item, views, viewers, rate in found:
        print(f"{item:>20} {views:>5} {viewers:>5} {rate:.4f}")
    print("the same as counted here" if found == counted else f"counted here: {counted}")
    return found == counted


def most_viewed(lines: list[Line]) -> list[tuple[str, int, int, float]]:
    """Item, views, viewers, and the share of these who engaged."""
    views = Counter(line.item for line in lines if line.word == "view")
    viewers: dict[str, set[str]] = defaultdict(set)
    engaged: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.word == "view":
            viewers[line.item].add(line.member)
        elif line.word in ENGAGING:
            engaged[line.item].add(line.member)
    items = sorted(views, key=lambda item: (-views[item], item))[:TOP_ITEMS]
    return [
        (item, views[item], len(viewers[item]),
         len(engaged[item] & viewers[item]) / len(viewers[item]))
        for item in items
    ]  # fmt: skip


def tell_trending(lines: list[Line]) -> None:
    from analytics.scoring import CONTENT_TREND_HALF_LIFE_HOURS

    views = [line for line in lines if line.word == "view"]
    for hours in HALF_LIVES_HOURS:
        hits = list(replayed(views, hours))
        chosen = " (ours)" if hours == CONTENT_TREND_HALF_LIFE_HOURS else ""
        share = sum(hits) / len(hits)
        print(f"half-life {hours} h{chosen}: {share:.3f} of {len(hits):,} next views trended")


def replayed(views: list[Line], half_life_hours: float) -> Iterator[bool]:
    """Of each first view of an item by a member from the median view on: was it among the ten that
    trended most then, of those that the member had not seen? One count a member and item."""
    from analytics.scoring import decayed

    values: dict[str, tuple[float, int]] = {}
    places: list[tuple[float, str]] = []  # By what does not change until the item is seen again.
    seen: dict[str, set[str]] = defaultdict(set)

    def place(item: str) -> tuple[float, str]:
        value, at = values[item]
        return -(math.log2(value) + at / (3600 * half_life_hours)), item

    for n, (at, _, member, item) in enumerate(views):
        if item in seen[member]:
            continue
        if n >= len(views) // 2:
            unseen = (name for _, name in places if name not in seen[member])
            yield item in [name for name, _ in zip(unseen, range(TOP_TRENDING), strict=False)]
        seen[member].add(item)
        value, last = 0.0, at
        if item in values:
            value, last = values[item]
            del places[bisect_left(places, place(item))]
        values[item] = decayed(value, at - last, half_life_hours) + 1, at
        insort(places, place(item))


if __name__ == "__main__":
    sys.exit(main())
