"""Refreshing after 10,000 new events, with much history and with little.

    .venv/bin/python benchmarks/history.py SMALL 1
    .venv/bin/python benchmarks/history.py LARGE 20
    .venv/bin/python benchmarks/refresh.py SMALL LARGE [--refreshes 9]

The same members and days of the same kind, in one folder many more days. In turns, each gets 10,000
new events of its newest day, which stay there, and is refreshed by the engine, timed until no mark
is left. Prints the median of each and how many times as long the last takes as the first.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aggregate_day import ACTIVITY, SOCIAL
from environ import Env
from filling import execute, postgres_in, server_in
from history import CONTENT_OF_DAY, MEMBERS_COUNT

NEW_EVENTS = 10_000
MARKED = """
    WITH stored AS ({insert} RETURNING user_id, occurred_at)
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), user_id, min(occurred_at), max(occurred_at), now()
    FROM stored
    GROUP BY user_id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--refreshes", type=int, default=9)
    options = parser.parse_args()
    first, *others = options.folders
    with ExitStack() as running:
        urls = [running.enter_context(server_in(each, durable=False)) for each in others]
        running.enter_context(postgres_in(first, durable=False))
        from django.conf import settings

        databases = [settings.DATABASES["default"]]
        databases += [Env.db_url_config(each["DATABASE_URL"]) for each in urls]
        places = [
            {"NAME": one["NAME"], "HOST": unquote(one["HOST"]), "PORT": one["PORT"]}
            for one in databases
        ]
        measure(places, options.refreshes)


@contextmanager
def database(place: dict[str, Any]) -> Iterator[None]:
    """Django's connections, those of the engine's threads too, go there."""
    from django.db import connection

    connection.close()
    connection.settings_dict.update(place)
    yield
    connection.close()


def measure(places: Sequence[dict[str, Any]], refreshes: int) -> None:
    took: list[list[float]] = [[] for _ in places]
    for _ in range(refreshes):
        for place, each in zip(places, took, strict=True):
            with database(place):
                store(execute("SELECT max(starts_on) FROM platform_day")[0])
                each.append(aggregate())
    for place, each in zip(places, took, strict=True):
        with database(place):
            rows = execute(
                "SELECT (SELECT count(*) FROM user_activity)"
                " + (SELECT count(*) FROM content_interaction)"
                " + (SELECT count(*) FROM social_interaction)"
            )[0]
        print(f"{rows:,} rows: {statistics.median(each):.2f} s after {NEW_EVENTS:,} new events")
    ratio = statistics.median(took[-1]) / statistics.median(took[0])
    print(f"{ratio:.2f} times as long", flush=True)


def store(day: date) -> None:
    from django.db import connection

    midnight = datetime.combine(day, datetime.min.time(), UTC).isoformat()
    values: dict[str, Any] = {
        "rows": NEW_EVENTS,
        "members": MEMBERS_COUNT,
        "day": midnight,
    }
    with connection.cursor() as cursor:
        for insert in (ACTIVITY, CONTENT_OF_DAY, SOCIAL):
            cursor.execute(MARKED.format(insert=insert), values)


def aggregate() -> float:
    from analytics import engine

    began = time.perf_counter()
    engine.run(budget_seconds=3600)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
