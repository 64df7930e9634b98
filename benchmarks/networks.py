"""Published networks, imported as docs/importing.md says, and what the product answers about them.

    .venv/bin/python benchmarks/networks.py FILE

FILE is collegemsg.txt.gz or deskdrop.csv.gz. It is imported with the documented command into a
stack of its own, aggregated by its worker, and asked about over HTTP by a member of staff. Prints
each figure beside the one known from outside the project, and exits with 1 where any differs.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from stack import Stack, stack, wait_until

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Network:
    """How it is imported, what is asked, and which figures are known: by path in the answer, and
    to as many places as they are written with here."""

    options: Mapping[str, str]
    questions: Mapping[str, str]
    known: Figures


NETWORKS = {
    "collegemsg": Network(
        options={
            "kind": "social",
            "columns": "sender,receiver,time",
            "map": "user=sender,target=receiver,occurred_at=time",
            "set": "interaction=message_send,context_type=conversation",
        },
        questions={
            "network": """networkOverview(kind: MESSAGES,
                range: {from: "2004-04-15", to: "2004-12-31"})
                { users ties interactions reciprocity mutualDyads meanDegree }""",
            "platform": """platformOverview(range: {from: "2004-05-31", to: "2004-05-31"})
                { dau wau mau stickiness }""",
        },
        known={
            "network.users": 1899,
            "network.ties": 20_296,
            "network.interactions": 59_835,
            "network.reciprocity": 0.636,
            "network.mutualDyads": 0.467,
            "network.meanDegree": 10.69,
            "platform.dau": 148,
            "platform.wau": 651,
            "platform.mau": 1024,
            "platform.stickiness": 0.2318,
        },
    ),
    "deskdrop": Network(
        options={
            "kind": "content",
            "map": "user=personId,occurred_at=timestamp,content_id=contentId,"
            "interaction=eventType,session=sessionId,user_agent=userAgent",
            "words": "VIEW=view,LIKE=like,BOOKMARK=save,FOLLOW=follow,COMMENT CREATED=comment",
            "set": "content_type=post",
        },
        questions={
            "platform": """platformOverview(range: {from: "2016-03-14", to: "2017-02-28"})
                { sessionStatistics { count averageDurationSeconds singleEventShare }
                  contentTotals { views viewerItemPairs likes } }""",
        },
        known={
            "platform.sessionStatistics.count": 38_531,
            "platform.sessionStatistics.averageDurationSeconds": 152.8,
            "platform.sessionStatistics.singleEventShare": 0.582,
            "platform.contentTotals.views": 61_086,
            "platform.contentTotals.viewerItemPairs": 40_241,
            "platform.contentTotals.likes": 5670,
        },
    ),
}


def import_and_ask(name: str, path: Path) -> bool:
    """Whether every known figure is what the product says."""
    network = NETWORKS[name]
    with stack("web", "worker", "beat") as it:
        it.use_here()
        from django.core.management import call_command

        began = time.monotonic()
        call_command(
            "import_events", path, source=name, create_members=True, strict=True, **network.options
        )
        imported = time.monotonic()
        wait_until(nothing_waits, seconds=900)
        print(
            f"imported in {imported - began:.1f} s, fresh {time.monotonic() - imported:.1f} s later"
        )
        answers = ask(it, network.questions)
    hold = [told(path, answers, known) for path, known in network.known.items()]
    return all(hold)


def nothing_waits() -> bool:
    from analytics.reaggregating import waiting

    return not waiting()


def ask(it: Stack, questions: Mapping[str, str]) -> dict[str, Any]:
    from account.models import User

    headers = it.register("staff")
    User.objects.filter(username="staff").update(is_staff=True)
    document = "{" + " ".join(f"{alias}: {field}" for alias, field in questions.items()) + "}"
    answer = httpx.post(f"{it.url}/graphql", json={"query": document}, headers=headers, timeout=60)
    found: dict[str, Any] = answer.json()
    if "errors" in found:
        raise SystemExit(str(found["errors"]))
    return dict(found["data"])


def told(path: str, answers: dict[str, Any], known: float) -> bool:
    found: Any = answers
    for step in path.split("."):
        found = found[step]
    places = len(str(known).partition(".")[2])
    holds = round(found, places) == known
    print(f"{path:<52} {found:>12.6g}  known {known:g}{'' if holds else '  DIFFERS'}")
    return bool(holds)


def of(path: Path) -> str:
    """Which network a file holds, by its name."""
    name = path.name.partition(".")[0]
    if name not in NETWORKS:
        raise SystemExit(f"{path} is none of {', '.join(NETWORKS)}.")
    return name


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    path: Path = parser.parse_args().file
    sys.exit(0 if import_and_ask(of(path), path.resolve()) else 1)


if __name__ == "__main__":
    main()
