"""Who probes learns what is down, within a second, whoever hangs."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.conf import LazySettings
from django.db import connection

from ooumph.asking import Question, ask_all
from ooumph.embedded.services import Services
from ooumph.graph import failures
from tests.conftest import heal
from user_activity import stream

UP = {"postgres": "up", "redis": "up", "graph": "up", "worker": "up"}


@pytest.fixture
def probe(live_server: Any, services: Services) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server.url, timeout=30) as client:
        stream.beat()
        yield client
    heal(services)  # Before the tables are emptied.


def services_of(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = answer.json()["services"]
    return found


def test_all_is_ready(probe: httpx.Client) -> None:
    answer = probe.get("/health/ready")

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "services": UP, "down": []},
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in answer.headers


def test_without_a_worker_it_is_ready_and_says_so(probe: httpx.Client) -> None:
    stream.client().delete(stream.WORKER)

    answer = probe.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "services": {**UP, "worker": "down"},
        "down": ["worker"],
    }


@pytest.mark.parametrize("how", ["kill", "pause"])
@pytest.mark.parametrize(
    ("store", "changed", "status"),
    [
        ("postgres", {"postgres": "down"}, 503),
        ("valkey", {"redis": "down", "worker": "unknown"}, 200),
        ("neo4j", {"graph": "down"}, 200),
    ],
)
def test_a_store_that_died_or_hangs_is_named(
    probe: httpx.Client,
    services: Services,
    settings: LazySettings,
    store: str,
    changed: dict[str, str],
    status: int,
    how: str,
) -> None:
    if how == "pause":
        settings.HEALTH_TIMEOUT_SECONDS = 1.5
    probe.get("/health/ready")  # Connections to all are open.
    getattr(getattr(services, store), how)()

    answer = probe.get("/health/ready")

    assert answer.status_code == status
    assert services_of(answer) == {**UP, **changed}
    assert "127.0.0.1" not in answer.text
    assert "rror" not in answer.text
    assert probe.get("/health/live").json() == {"status": "live"}


def test_a_graph_that_is_back_is_up_whatever_the_breaker_remembers(probe: httpx.Client) -> None:
    failures.BREAKER.open()

    assert services_of(probe.get("/health/ready")) == UP


def test_neither_host_nor_https_nor_a_session_is_asked_for(
    probe: httpx.Client, settings: LazySettings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["ooumph.example.org"]
    headers = {"Host": "10.1.2.3:8000", "Cookie": "sessionid=none", "Authorization": "Bearer none"}

    for path in ("/health/live", "/health/ready", "/health/ready/"):
        answer = probe.get(path, headers=headers)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
    assert probe.get("/graphql", headers=headers).status_code == 400


def test_it_is_only_read(probe: httpx.Client) -> None:
    for path in ("/health/live", "/health/ready"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            answer = probe.request(method, path)
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
        head, got = probe.head(path), probe.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(got.content))
    assert probe.get("/health/other").status_code == 404


def test_live_touches_nothing(probe: httpx.Client, services: Services) -> None:
    for store in services.embedded:
        store.pause()

    assert probe.get("/health/live").json() == {"status": "live"}


def test_probes_keep_no_connections(probe: httpx.Client) -> None:
    def sessions() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")
            (found,) = cursor.fetchone()
        return int(found)

    before, clients = sessions(), stream.client().info("clients")["connected_clients"]
    for _ in range(20):
        assert probe.get("/health/ready").status_code == 200
    deadline = time.monotonic() + 5  # The last backend's end is not waited for.
    while sessions() > before and time.monotonic() < deadline:
        time.sleep(0.05)

    assert sessions() <= before
    assert stream.client().info("clients")["connected_clients"] <= clients + 1


def test_however_many_ask_one_thread_hangs() -> None:
    answered = threading.Event()
    asked: list[str] = []

    def ask() -> bool:
        asked.append("once")
        return answered.wait()

    question = Question("hanging", ask)
    assert [ask_all([question], seconds=0.01) for _ in range(5)] == [{}] * 5
    assert asked == ["once"]
    answered.set()
    assert ask_all([question], seconds=10) == {"hanging": True}


def test_who_fails_is_left_out_and_logged_once_an_outage(caplog: pytest.LogCaptureFixture) -> None:
    works = [False]

    def ask() -> str:
        if not works[0]:
            raise OSError("10.0.0.7 refused")
        return "well"

    question = Question("failing", ask)
    for healthy, answers in ((False, {}), (False, {}), (True, {"failing": "well"}), (False, {})):
        works[0] = healthy
        assert ask_all([question], seconds=10) == answers
    assert [record.message for record in caplog.records] == ["no answer"] * 2
    assert {vars(record)["service"] for record in caplog.records} == {"failing"}
