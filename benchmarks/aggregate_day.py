"""A day of raw rows into all daily statistics, against one bare SELECT … GROUP BY member.

    .venv/bin/python benchmarks/aggregate_day.py [ROWS] [--again]

ROWS (a million by default) are a day of a social network: members, fifty rows each on average, come
three times a day for twenty minutes, look at content (an impression, a view, what time they spent,
now and then a like, a save or a comment), write to those they know and move about; they live in
five zones. `--again` also aggregates the same day a second time, over what is then kept. Prints
both sides' seconds, of the clock and of PostgreSQL's processor, how many times the bare SELECT's
the engine's are, and how many those are that it takes to write what is kept and nothing else: by
INSERT … SELECT into tables that are alike, which is what no way to compute it can save; and how
large it is beside the raw rows, heap and indexes.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psutil
from filling import execute, postgres_alone

DAY = "2026-05-04"
NEXT = "2026-05-05"
ROWS_A_MEMBER = 50
ZONES = ("UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "America/St_Johns")
COMMON = """gen_random_uuid(), gen_random_uuid(), md5(u || ':' || come)::uuid,
    gen_random_uuid(), u, at, at, '203.0.113.0'::inet, 'mobile/Android/Chrome Mobile'"""
NAMES = "event_id, act_id, session_id, request_id, user_id, occurred_at, received_at, ip, device"
MEMBERS = """
    INSERT INTO account_user (username, password, is_superuser, is_staff, is_active, first_name,
        last_name, email, display_name, bio, timezone, tracking_consent, hide_profile_visits,
        date_joined)
    SELECT 'member' || n, '', false, false, true, '', '', '', '', '',
        (%(zones)s::text[])[1 + n %% 5], true, false, now()
    FROM generate_series(1, %(members)s) AS n
"""
# Whoever comes, for the how-manieth time that day, and when in it; {rows} times.
COMES = """
    SELECT *, timestamptz %(day)s + (u * 7919 + come * 31337) %% 80000 * interval '1 second'
               + random() * interval '20 minutes' AS at
    FROM (SELECT 1 + floor(%(members)s * power(random(), 2))::bigint AS u,
                 floor(random() * 3)::int AS come, random() AS luck
          FROM generate_series(1, %(rows)s * {percent} / 100)) AS coming
"""
ACTIVITY = f"""
    INSERT INTO user_activity ({NAMES}, activity_type, success, description, source, metadata)
    SELECT {COMMON}, (ARRAY['page_view', 'page_view', 'page_view', 'scroll', 'search', 'login'])
        [1 + floor(luck * 6)::int], true, '', 'client', '{{}}'
    FROM ({COMES.format(percent=20)}) AS act
    ORDER BY at
"""  # noqa: S608  (our own text, as below)
# A look at an item leaves five rows: that it was shown, seen, for how long, and at times more.
CONTENT = f"""
    INSERT INTO content_interaction ({NAMES}, interaction_type, content_type, content_id,
        author_id, duration_ms, scroll_depth, surface, impression_id, visit_id, source, metadata)
    SELECT {COMMON}, word, 'post', md5(c::text), 1 + c %% %(members)s,
        CASE word WHEN 'time_spent' THEN (nth * 20000)::int END,
        CASE word WHEN 'time_spent' THEN least(nth * 25, 100) END,
        'feed', '', md5(u || ':' || c || %(day)s), 'client',
        '{{"tags": ["a", "b"], "privacy": "public"}}'
    FROM (
        SELECT u, c, come, look.at + nth * interval '20 seconds' AS at, word, nth
        FROM (SELECT *, floor(%(rows)s / 20 * power(random(), 3))::bigint AS c
              FROM ({COMES.format(percent=12)}) AS comes) AS look
        CROSS JOIN LATERAL (VALUES
            ('impression', 0), ('view', 1), ('time_spent', 2), ('time_spent', 3),
            ((ARRAY['time_spent', 'like', 'comment', 'save', 'share', 'unlike', 'click'])
                [1 + floor(luck * 7)::int], 4)) AS step (word, nth)
    ) AS act
    ORDER BY at
"""  # noqa: S608
SOCIAL = f"""
    INSERT INTO social_interaction ({NAMES}, interaction_type, target_user_id, context_type,
        context_id, source, metadata)
    SELECT {COMMON}, (ARRAY['message_send', 'message_send', 'message_read', 'profile_visit'])
        [1 + floor(luck * 4)::int], 1 + (u + floor(5 * power(random(), 2))::int) %% %(members)s,
        'conversation', md5(u::text), 'api', '{{}}'
    FROM ({COMES.format(percent=20)}) AS act
    ORDER BY at
"""  # noqa: S608
TABLES = ("user_activity", "content_interaction", "social_interaction")
OF_THE_DAY = " UNION ALL ".join(
    f"SELECT user_id FROM {table} WHERE occurred_at >= '{DAY}Z' AND occurred_at < '{NEXT}Z'"  # noqa: S608
    for table in TABLES
)
BARE = f"SELECT user_id, count(*) FROM ({OF_THE_DAY}) AS row GROUP BY user_id"  # noqa: S608
TOUCH = f"""
    INSERT INTO touched_member (id, user_id, first_at, last_at, received_at)
    SELECT gen_random_uuid(), user_id, '{DAY} 00:00Z', '{DAY} 23:59:59Z', now()
    FROM ({OF_THE_DAY}) AS row GROUP BY user_id
"""  # noqa: S608


class Took(NamedTuple):
    """Seconds."""

    clock: float
    processor: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--again", action="store_true")
    options = parser.parse_args()
    with postgres_alone():
        measure(options.rows, options.again)


def measure(rows: int, again: bool) -> None:
    from analytics.models import STATISTICS

    fill(rows)
    tries = sorted(timed_bare() for _ in range(9))
    bare = Took(tries[4].clock, sum(each.processor for each in tries) / len(tries))
    print(f"bare SELECT … GROUP BY over {counted():,} rows: {told(bare)}")
    for name in ("all daily statistics", "the same day again")[: 1 + again]:
        took = timed_engine()
        compare(name, took, bare)
    written, took = timed_writing()
    compare(f"writing the {written:,} rows of these alone", took, bare)
    raw, kept = size_of(TABLES), size_of(model._meta.db_table for model in STATISTICS)
    print(f"raw rows {raw / 2**20:,.0f} MiB, statistics {kept / 2**20:,.0f} MiB: {kept / raw:.2f}")


def compare(name: str, took: Took, bare: Took) -> None:
    times = Took(took.clock / bare.clock, took.processor / bare.processor)
    print(f"{name}: {told(took)}: {times.clock:.1f} and {times.processor:.1f} times as long")


def told(took: Took) -> str:
    return f"{took.clock:.3f} s, {took.processor:.3f} s of the processor"


def fill(rows: int) -> None:
    from datetime import date

    from django.db import connection

    from user_activity.partitions import ensure_partitions

    ensure_partitions(date.fromisoformat(DAY), date.fromisoformat(NEXT))
    values: dict[str, Any] = {
        "rows": rows,
        "members": max(rows // ROWS_A_MEMBER, 10),
        "zones": list(ZONES),
        "day": f"{DAY}Z",
    }
    with connection.cursor() as cursor:
        for statement in (MEMBERS, ACTIVITY, CONTENT, SOCIAL):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")


def counted() -> int:
    return int(execute(f"SELECT count(*) FROM ({OF_THE_DAY}) AS row")[0])  # noqa: S608


def timed_bare() -> Took:
    from django.db import connection

    with connection.cursor() as cursor, taking() as took:
        cursor.execute(BARE)
        cursor.fetchall()
    return took()


def timed_engine() -> Took:
    from django.db import connection

    from analytics import engine

    with connection.cursor() as cursor:
        cursor.execute(TOUCH)
    with taking() as took:
        engine.run(budget_seconds=3600)
    return took()


def timed_writing() -> tuple[int, Took]:
    """How many rows the statistics have, and what it takes to insert them in the order of their
    keys into tables that are alike."""
    from django.db import connection

    from analytics.models import STATISTICS
    from analytics.statements import key_of

    with connection.cursor() as cursor:
        for model in STATISTICS:
            table = model._meta.db_table
            cursor.execute(f"CREATE TABLE written_{table} (LIKE {table} INCLUDING ALL)")
        rows = 0
        with taking() as took:
            for model in STATISTICS:
                table, key = model._meta.db_table, ", ".join(key_of(model))
                cursor.execute(
                    f"INSERT INTO written_{table} SELECT * FROM {table} ORDER BY {key}"  # noqa: S608
                )
                rows += cursor.rowcount
    return rows, took()


def size_of(tables: Iterable[str]) -> int:
    """Bytes of tables with all their partitions."""
    names = "{" + ",".join(tables) + "}"
    (size,) = execute(
        f"SELECT sum(pg_total_relation_size(coalesce(relid, name))) "  # noqa: S608  (our own names)
        f"FROM unnest('{names}'::regclass[]) AS name "
        "LEFT JOIN LATERAL pg_partition_tree(name) ON true"
    )
    return int(size)


def processor_seconds(server: psutil.Process) -> float:
    """Of the server and all its processes, those that have ended among them."""
    own = server.cpu_times()
    running = [process.cpu_times() for process in server.children()]
    return (
        own.user + own.system + own.children_user + own.children_system
        + sum(times.user + times.system for times in running)
    )  # fmt: skip


@contextmanager
def taking() -> Iterator[Callable[[], Took]]:
    """What the block takes, once it is over; on a machine that others use, look at the second."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).parent()
    assert server is not None

    def now() -> Took:
        return Took(time.perf_counter(), processor_seconds(server))

    began = now()
    ended: list[Took] = []
    yield lambda: Took(ended[0].clock - began.clock, ended[0].processor - began.processor)
    ended.append(now())


if __name__ == "__main__":
    main()
