"""Rows as the product stores them, made by PostgreSQL itself: quick enough for ten millions."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ooumph.embedded.services import Services  # noqa: E402
from ooumph.embedded.state import State  # noqa: E402

# A UUIDv7 whose time is the row's: the first 48 bits are milliseconds.
EVENT_ID = (
    "(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'"
    " || substr(md5(random()::text), 14, 3) || '8' || substr(md5(random()::text), 18, 15))::uuid"
)
FILL = """
    INSERT INTO {into} (event_id, act_id, session_id, request_id, user_id, occurred_at,
        received_at, {names}, ip, device, source, metadata)
    SELECT {event_id}, {event_id}, md5((n / 8)::text)::uuid, gen_random_uuid(),
        1 + floor({members} * power(random(), 3))::bigint, at, at + interval '1 second', {columns},
        '203.0.113.0'::inet,
        (ARRAY['mobile/Android/Chrome Mobile', 'desktop/Windows/Edge', 'mobile/iOS/Mobile Safari'])
            [1 + floor(3 * random())::int],
        'client', '{{"tags": ["tea", "garden"], "community": null, "privacy": "public"}}'::jsonb
    FROM (SELECT n, %(first)s::timestamptz + interval '28 days' * n / %(rows)s AS at
          FROM generate_series(0, %(rows)s - 1) AS n) AS times
"""
KINDS = {
    "user_activity": (
        "activity_type, success, description",
        "'page_view', true, ''",
    ),
    "content_interaction": (
        "author_id, interaction_type, content_type, content_id, duration_ms, surface, position,"
        " impression_id, visit_id",
        "1 + floor(1000 * random())::bigint,"
        " CASE WHEN random() < .1 THEN 'like' ELSE 'view' END, 'post',"
        " md5(floor(3000 * power(random(), 2))::text), 30000, 'feed', 3, '', md5((n / 2)::text)",
    ),
    "social_interaction": (
        "target_user_id, interaction_type, context_type, context_id",
        "1 + floor({members} * random())::bigint, 'message_send', 'conversation',"
        " md5(floor(20000 * random())::text)",
    ),
}
MEMBERS = 20_000


@contextmanager
def postgres_alone(*, durable: bool = True) -> Iterator[None]:
    """Django on a PostgreSQL of its own in a temporary folder, migrated."""
    with (
        tempfile.TemporaryDirectory(prefix="ooumph-benchmark-") as folder,
        postgres_in(Path(folder), durable=durable),
    ):
        yield


@contextmanager
def postgres_in(folder: Path, *, durable: bool) -> Iterator[None]:
    """The same with its data in `folder`, which stay; nothing else is started."""
    with server_in(folder, durable=durable) as urls:
        os.environ |= {**urls, "DJANGO_SETTINGS_MODULE": "ooumph.settings.testing"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield


@contextmanager
def server_in(folder: Path, *, durable: bool) -> Iterator[dict[str, str]]:
    """PostgreSQL alone on the data in `folder`; the variables that say where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # PostgreSQL may run as another user.
    services = Services(State(folder.resolve(), durable=durable))
    services.reserve()  # Addresses where nothing listens: the graph and Redis are not asked.
    services.postgres.start()
    try:
        yield services.urls()
    finally:
        services.postgres.stop()


def fill(table: str, month: datetime, rows: int, *, into: str = "") -> None:
    """`rows` rows over 28 days from `month`, in the order of their times as a stream stores them.

    `into`: the partition itself, which spares looking for it row by row.
    """
    from django.db import connection

    names, columns = KINDS[table]
    text = FILL.format(
        into=into or table,
        names=names,
        columns=columns.format(members=MEMBERS),
        event_id=EVENT_ID,
        members=MEMBERS,
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {"first": month, "rows": rows})


def execute(statement: str) -> Any:
    """The first row that a statement gives, in autocommit."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone() if cursor.description else None
