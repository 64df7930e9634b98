"""What Prometheus is told: both stores' counts, all processes' measurements, to whom it may."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from django.conf import LazySettings
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from account.models import User
from ooumph import clock
from ooumph.embedded.processes import Child
from ooumph.embedded.programs import programs
from ooumph.embedded.services import Services
from ooumph.embedded.state import State
from ooumph.ids import new_id
from tests.api import Client
from tests.conftest import heal, worker_environment
from user_activity import stream, tallies
from user_activity.models import DeadLetter, DeadLetterReason, EventTally
from user_activity.tallies import Outcome, Tally

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
VIEW = "content:view"


@pytest.fixture
def scraper(live_server: Any, settings: LazySettings, services: Services) -> Iterator[httpx.Client]:
    settings.METRICS_TOKEN = TOKEN
    with httpx.Client(base_url=live_server.url, timeout=30) as client:
        yield client
    connection.close()  # It may be one to a server that was killed.
    heal(services)  # Before the tables are emptied.


def samples(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Values by name and labels' values, which are in the order of the labels' names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            found.setdefault(sample.name, {})[labels] = sample.value
    return found


def scrape(client: httpx.Client) -> dict[str, dict[tuple[str, ...], float]]:
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return samples(answer.text)


def fill() -> None:
    stream.Appending(b"[]", 3, Counter({Tally(Outcome.ACCEPTED, VIEW): 3})).depth()
    for outcome, events in ((Outcome.STORED, 5), (Outcome.DEAD_LETTER, 2)):
        EventTally.objects.create(
            id=new_id(),
            counted_at=clock.now(),
            outcome=outcome,
            kind=VIEW,
            reason="",
            events=events,
        )
    DeadLetter.objects.create(
        id=new_id(),
        reason=DeadLetterReason.INVALID,
        error="",
        payload=b"",
        failed_at=clock.now(),
        events=2,
    )


def test_a_scrape_tells_the_whole_pipe(scraper: httpx.Client) -> None:
    tallies.take()
    fill()
    stream.beat()

    found = scrape(scraper)

    assert found["ooumph_events_total"] == {
        (VIEW, "accepted", "", "redis"): 3,
        (VIEW, "stored", "", "postgres"): 5,
        (VIEW, "dead_letter", "", "postgres"): 2,
    }
    services = ("postgres", "redis", "graph", "worker")
    assert found["ooumph_up"] == {(service,): 1 for service in services}
    assert found["ooumph_buffer_events"] == {(): 3}
    assert found["ooumph_buffer_oldest_seconds"][()] >= 0
    assert found["ooumph_dead_letters"] == {(): 2}
    assert found["ooumph_aggregation_lag_seconds"] == {(): 0}
    tables = ("user_activity", "content_interaction", "social_interaction")
    assert found["ooumph_default_partition_rows"] == {(table,): 0 for table in tables}
    assert "ooumph_handler_seconds_bucket" in found


@pytest.mark.parametrize("how", ["kill", "pause"])
@pytest.mark.parametrize(("store", "name"), [("valkey", "redis"), ("postgres", "postgres")])
def test_a_store_that_is_away_costs_its_own_numbers_only(
    scraper: httpx.Client,
    services: Services,
    settings: LazySettings,
    store: str,
    name: str,
    how: str,
) -> None:
    if how == "pause":
        settings.HEALTH_TIMEOUT_SECONDS = 1.5
    fill()
    scrape(scraper)
    getattr(getattr(services, store), how)()

    found = scrape(scraper)

    assert found["ooumph_up"][(name,)] == 0
    assert {labels[-1] for labels in found["ooumph_events_total"]} == {"redis", "postgres"} - {name}
    assert ("ooumph_buffer_events" in found) == (name != "redis")
    assert ("ooumph_dead_letters" in found) == (name != "postgres")
    assert "ooumph_handler_seconds_bucket" in found


def test_only_the_token_and_staff_may_read(
    scraper: httpx.Client, settings: LazySettings, member: Callable[[str], Client]
) -> None:
    ada, root = member("ada"), member("root")
    User.objects.filter(pk=root.id).update(is_staff=True)

    def status(token: str | None) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return scraper.get("/metrics", headers=headers).status_code

    assert status(root.token) == 200
    for refused in (None, "another", TOKEN + "x", ada.token):
        assert status(refused) == 403, refused
    settings.METRICS_TOKEN = ""
    assert [status(token) for token in (TOKEN, None)] == [403, 403]
    User.objects.filter(pk=root.id).update(is_active=False)
    assert status(root.token) == 403


def test_a_refusal_tells_nothing_and_without_postgres_nobody_is_refused_wrongly(
    scraper: httpx.Client, services: Services
) -> None:
    assert "ooumph_" not in scraper.get("/metrics").text
    services.postgres.kill()

    answer = scraper.get("/metrics", headers={"Authorization": "Bearer of.a.session"})

    assert answer.status_code == 503
    assert "ooumph_" not in answer.text


def test_it_is_only_read(scraper: httpx.Client) -> None:
    assert scraper.post("/metrics", headers=BEARER).status_code == 405
    assert scraper.head("/metrics", headers=BEARER).status_code == 200


def test_scrapes_keep_no_connections(scraper: httpx.Client) -> None:
    def sessions() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL")
            (found,) = cursor.fetchone()
        return int(found)

    before = sessions()
    for _ in range(10):
        scrape(scraper)
    deadline = time.monotonic() + 5  # The last backend's end is not waited for.
    while sessions() > before and time.monotonic() < deadline:
        time.sleep(0.05)

    assert sessions() <= before


@pytest.fixture
def web(scraper: httpx.Client, services: Services) -> Iterator[tuple[httpx.Client, Child]]:
    """The web server as it runs in production, with two processes."""
    port = services.state.port("web of the metrics' tests")
    command = [sys.executable, "-m", "gunicorn", "-c", "python:ooumph.gunicorn"]
    environment = {**worker_environment(), "OOUMPH_METRICS_TOKEN": TOKEN, "WEB_CONCURRENCY": "2"}
    child = Child(
        services.state,
        "gunicorn",
        [*command, "--bind", f"127.0.0.1:{port}"],
        environment=environment,
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        deadline = time.monotonic() + 60
        while True:
            assert child.alive, child.tail(50)
            assert time.monotonic() < deadline, child.tail(50)
            try:
                client.get("/health/live")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield client, child
    child.stop()


def test_the_measurements_of_all_web_processes_add_up(
    web: tuple[httpx.Client, Child], member: Callable[[str], Client]
) -> None:
    client, server = web
    ada = member("ada")
    document = "mutation { trackActivity(input: {activityType: SEARCH}) { tracked } }"
    headers = {"Authorization": f"Bearer {ada.token}", "Connection": "close"}

    for _ in range(40):  # On a connection each, so that both processes take some.
        answer = httpx.post(
            client.base_url.join("/graphql"), json={"query": document}, headers=headers
        )
        assert answer.json()["data"]["trackActivity"]["tracked"] is True
    found = scrape(client)

    assert found["ooumph_handler_seconds_count"][("track_activity",)] == 40
    assert found["ooumph_handler_seconds_bucket"][("track_activity", "+Inf")] == 40
    before = found.get("ooumph_graph_seconds_count", {(): 0})[()]
    asked = {"query": "{ posts { edges { node { id } } } }"}
    httpx.post(client.base_url.join("/graphql"), json=asked, headers=headers, timeout=60)
    assert scrape(client)["ooumph_graph_seconds_count"][()] > before
    measuring = {
        path
        for process in psutil.Process(server.pid).children()
        for path in (Path(each.path) for each in process.memory_maps())
        if path.name == f"histogram_{process.pid}.db"
    }
    assert len(measuring) == 2
    server.stop()
    assert not any(path.parent.exists() for path in measuring)


def test_a_new_run_begins_with_an_empty_folder(tmp_path: Path) -> None:
    state = State(tmp_path)
    first = {program.environment["PROMETHEUS_MULTIPROC_DIR"] for program in programs(state, {}, 1)}
    (folder,) = map(Path, first)
    (folder / f"counter_{os.getpid()}.db").touch()

    programs(state, {}, 1)

    assert folder.is_dir()
    assert list(folder.iterdir()) == []
