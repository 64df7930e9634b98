"""How long the admin's pages take on a million rows of each kind, over HTTP.

    .venv/bin/python benchmarks/admin_million.py [ROWS]

Starts PostgreSQL and Valkey of its own in a temporary folder, fills the three tables with
ROWS each (a million by default: a year, 20,000 members, the types in their usual proportions)
and prints the median and the slowest of nine loads of every page.
"""

import logging
import os
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ooumph.embedded.processes import Child  # noqa: E402
from ooumph.embedded.services import Services  # noqa: E402
from ooumph.embedded.state import State  # noqa: E402

LOADS = 9
PASSWORD = "benchmark only"  # noqa: S105  (guards throw-away data)
MEMBERS = 20_000
# A few members do much, most little; newer rows are not more frequent than older ones.
COMMON = """
    SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
        2 + floor({members} * power(random(), 3))::bigint, at, at + interval '1 second',
        {columns}, '203.0.113.0'::inet,
        (ARRAY['mobile/Android/Chrome Mobile', 'desktop/Windows/Edge', 'mobile/iOS/Mobile Safari'])
            [1 + floor(3 * random())::int],
        CASE WHEN random() < .00001 THEN 'admin' ELSE 'api' END, '{{"content_id": "x"}}'::jsonb
    FROM (SELECT now() - random() * interval '365 days' AS at
          FROM generate_series(1, {rows})) AS times
"""
KINDS = {
    "user_activity": (
        "activity_type, success, description",
        "CASE WHEN random() < .0001 THEN 'password_change' WHEN random() < .01 THEN 'login_failed'"
        " WHEN random() < .3 THEN 'login' ELSE 'page_view' END, random() > .01, ''",
    ),
    "content_interaction": (
        "author_id, interaction_type, content_type, content_id, surface, impression_id, visit_id",
        "2 + floor(1000 * random())::bigint,"
        " CASE WHEN random() < .0001 THEN 'report' WHEN random() < .1 THEN 'like' ELSE 'view' END,"
        " 'post', md5(floor(50000 * random())::text), '', '', ''",
    ),
    "social_interaction": (
        "target_user_id, interaction_type, context_type, context_id",
        "2 + floor({members} * random())::bigint,"
        " CASE WHEN random() < .0001 THEN 'block' ELSE 'message_send' END, 'conversation', 'x'",
    ),
}
ACTIVITY, CONTENT, SOCIAL = (
    f"/admin/user_activity/{name}/"
    for name in ("useractivity", "contentinteraction", "socialinteraction")
)


def fill(rows: int) -> None:
    from django.db import connection

    from user_activity.partitions import ensure_partitions

    today = datetime.now(UTC).date()
    ensure_partitions(today - timedelta(days=366), today)
    common = "event_id, act_id, session_id, request_id, user_id, occurred_at, received_at"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO account_user (username, password, is_superuser, is_staff, is_active,"
            " first_name, last_name, email, display_name, bio, timezone, tracking_consent,"
            " hide_profile_visits, date_joined)"
            " SELECT 'member' || n, '', false, false, true, '', '', '', '', '', 'UTC', true,"
            " false, now() FROM generate_series(2, %s) AS n",
            [MEMBERS],
        )
        for table, (names, columns) in KINDS.items():
            select = COMMON.format(
                members=MEMBERS, rows=rows, columns=columns.format(members=MEMBERS)
            )
            cursor.execute(
                f"INSERT INTO {table} ({common}, {names}, ip, device, source, metadata) {select}"
            )
        cursor.execute("VACUUM ANALYZE")


def pages() -> list[tuple[str, str]]:
    from user_activity.models import ContentInteraction, UserActivity

    event = UserActivity.objects.order_by("occurred_at")[500]
    content = ContentInteraction.objects.order_by("occurred_at")[500]
    today = datetime.now(UTC).date()
    month = f"day_from={today - timedelta(days=90)}&day_to={today - timedelta(days=60)}"
    return [
        ("activities: newest", ACTIVITY),
        ("activities: oldest first", f"{ACTIVITY}?o=0"),
        ("activities: page 200", f"{ACTIVITY}?p=200"),
        ("activities: a common type", f"{ACTIVITY}?activity_type=login"),
        ("activities: a rare type (1 in 10,000)", f"{ACTIVITY}?activity_type=password_change"),
        ("activities: a type that never was", f"{ACTIVITY}?activity_type=signup"),
        ("activities: failed", f"{ACTIVITY}?success=False"),
        ("activities: a rare source (1 in 100,000)", f"{ACTIVITY}?source=admin"),
        ("activities: a month", f"{ACTIVITY}?{month}"),
        ("activities: a rare type in a month", f"{ACTIVITY}?{month}&activity_type=password_change"),
        ("activities: the busiest member", f"{ACTIVITY}?q=member2"),
        ("activities: a quiet member", f"{ACTIVITY}?q=member19000"),
        ("activities: a member's id", f"{ACTIVITY}?q=12000"),
        ("activities: an event's id", f"{ACTIVITY}?q={event.pk}"),
        ("activities: nobody", f"{ACTIVITY}?q=nobody"),
        ("activities: one row", f"{ACTIVITY}{event.pk}_3A{event.user_id}/change/"),
        ("content: newest", CONTENT),
        ("content: a rare interaction", f"{CONTENT}?interaction_type=report"),
        ("content: likes of stories (none)", f"{CONTENT}?interaction_type=like&content_type=story"),
        ("content: a piece of content", f"{CONTENT}?q={content.content_id}"),
        ("content: a member's id, or content's", f"{CONTENT}?q=12000"),
        ("social: newest", SOCIAL),
        ("social: a rare interaction", f"{SOCIAL}?interaction_type=block"),
        ("social: the busiest member", f"{SOCIAL}?q=member2"),
        ("members: newest", "/admin/account/user/"),
        ("members: by name", "/admin/account/user/?q=member19"),
    ]


def signed_in(address: str) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=60, follow_redirects=True)
    form = client.get("/admin/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    assert token is not None
    answer = client.post(
        "/admin/login/",
        data={"username": "root", "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
        headers={"Referer": f"{address}/admin/login/"},
    )
    assert answer.url.path == "/admin/", answer.url
    return client


def measure(client: httpx.Client, path: str) -> tuple[float, float]:
    """The median and the slowest load, in milliseconds."""
    took = []
    for _ in range(LOADS):
        began = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        assert "took longer" not in answer.text, path
    return statistics.median(took), max(took)


def main() -> None:
    rows = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder), durable=False)
        services = Services(state)
        for service in (services.postgres, services.valkey):
            service.start()
        services.neo4j.reserve()  # An address where nothing listens: these pages need no graph.
        os.environ |= {**services.urls(), "DJANGO_SETTINGS_MODULE": "ooumph.settings.development"}
        try:
            run(state, rows)
        finally:
            services.valkey.stop()
            services.postgres.stop()


def run(state: State, rows: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    from account.models import User

    User.objects.create_superuser("root", "", PASSWORD)
    began = time.monotonic()
    fill(rows)
    print(f"{rows:,} rows a table, filled in {time.monotonic() - began:.0f} s")
    port = state.port("web")
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "ooumph.wsgi", "--bind", address[7:]]
    web = Child(state, "web", command, environment=dict(os.environ))
    try:
        while "Listening" not in web.tail(50):
            time.sleep(0.1)
        client = signed_in(address)
        print(f"{'page':<42}{'median':>8}{'slowest':>9}  ms")
        for name, path in pages():
            median, slowest = measure(client, path)
            print(f"{name:<42}{median:>8.0f}{slowest:>9.0f}", flush=True)
    finally:
        web.kill()


if __name__ == "__main__":
    main()
