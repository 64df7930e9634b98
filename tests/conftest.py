"""Every test finds empty stores; a test that uses none of them starts none of them."""

import inspect
import os
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import redis
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection, transaction
from django.test import TransactionTestCase
from neo4j import Driver, GraphDatabase

from ooumph import rate_limits
from ooumph.embedded.processes import Child
from ooumph.embedded.services import Services
from ooumph.graph import failures as graph_failures
from user_activity import lookups, stream, tallies

pytest_plugins = ["tests.api"]
pytest.register_assert_rewrite("tests.user_activity.streams")  # Their failures show the numbers.
STORES = {"db", "transactional_db", "live_server", "graph", "celery_worker_process"}
FROM_MIGRATIONS = {"django_content_type", "auth_permission"}
TASKS = ("celery", "unacked")  # Celery's queue, and what was taken from it and is not done.
BINDINGS = b"_kombu.binding."  # Celery's senders declare their queue once and then rely on it.

# Django's server sends an answer in two parts, and the second would wait 40 ms for the client to
# acknowledge the first.
WSGIRequestHandler.disable_nagle_algorithm = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that break servers come last: a graph server is quick once it has run for a while."""
    items.sort(key=breaks_servers)


def breaks_servers(item: pytest.Item) -> bool:
    """Whether it names `services` itself, among whose fixtures they are anyway."""
    test = item.function if isinstance(item, pytest.Function) else None
    return test is not None and "services" in inspect.signature(test).parameters


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, services: Services
) -> None:
    """Django makes its test database on the servers of this process."""


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The whole server is thrown away at the end, and its connections may still be in use."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    call_command("install_graph", verbosity=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


@pytest.fixture(scope="session")
def graph_driver(services: Services) -> Iterator[Driver]:
    """A way to the graph that the product's own code has no part in."""
    url = services.urls()["NEO4J_BOLT_URL"]
    credentials, address = url.removeprefix("bolt://").rsplit("@", 1)
    user, password = credentials.split(":", 1)
    # A test may have killed the server since a connection was used last.
    with GraphDatabase.driver(
        f"bolt://{address}",
        auth=(user, password),
        liveness_check_timeout=0,
        connection_acquisition_timeout=5,  # Also what that look may take.
    ) as driver:
        yield driver


@pytest.fixture(scope="session")
def valkey_client(services: Services) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(services.urls()["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def graph(django_db_setup: None, graph_driver: Driver) -> Driver:
    """The graph, empty but for its constraints; alone it needs no database."""
    return graph_driver


@pytest.fixture(autouse=True)
def _empty_stores(request: pytest.FixtureRequest) -> None:
    uses = STORES & set(request.fixturenames)
    if not uses and request.node.get_closest_marker("django_db") is None:
        return
    heal(request.getfixturevalue("services"))
    for breaker in (
        graph_failures.BREAKER,
        lookups.BREAKER,
        stream.BREAKER,
        rate_limits.BREAKER,
    ):
        breaker.close()
    request.getfixturevalue("django_db_setup")
    empty_graph(request.getfixturevalue("graph_driver"))
    empty_valkey(request.getfixturevalue("valkey_client"))
    tallies.take()  # What an earlier test could not deliver.


def heal(services: Services) -> None:
    """Bring back what an earlier test killed, stopped or paused."""
    for service in services.embedded:
        if service.alive:
            service.resume()
        else:
            service.start()


def empty_graph(driver: Driver) -> None:
    batches = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
    with driver.session() as session:
        session.run(batches).consume()  # Batches need a transaction of their own making.


def empty_tables() -> None:
    """As Django's flush, in a tenth of the time: only what holds rows is emptied, once nobody
    writes any more, and what follows migrations is not done again."""
    tables = set(connection.introspection.django_table_names()) - FROM_MIGRATIONS
    rows = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables)  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK {', '.join(tables)} IN SHARE MODE")
        cursor.execute(rows)
        if filled := ", ".join(table for (table,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {filled} CASCADE")


def empty_valkey(client: redis.Redis) -> None:
    if keys := [key for key in client.scan_iter(count=1000) if not key.startswith(BINDINGS)]:
        client.delete(*keys)


@pytest.fixture(scope="session")
def session_worker(services: Services, django_db_setup: None) -> Iterator[Child]:
    options = ["worker", "--concurrency=1", "--loglevel=INFO"]  # INFO says when it is ready.
    command = [sys.executable, "-m", "celery", "-A", "ooumph", *options]
    child = Child(services.state, "celery", command, environment=worker_environment())
    deadline = time.monotonic() + 60
    while "ready." not in child.tail(50):
        assert child.alive, child.tail(50)
        assert time.monotonic() < deadline, child.tail(50)
        time.sleep(0.1)
    yield child
    child.kill()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, session_worker: Child, valkey_client: redis.Redis
) -> Iterator[Child]:
    """A real worker on the test database; it stays for the session, and is done with this test's
    tasks before the database is emptied."""
    yield session_worker
    deadline = time.monotonic() + 60
    while valkey_client.exists(*TASKS):
        assert time.monotonic() < deadline, session_worker.tail(50)
        time.sleep(0.05)


def worker_environment() -> dict[str, str]:
    """This process's, with the test database in place of the one it was made beside."""
    settings = connection.settings_dict
    place = quote(settings["HOST"], safe="")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    credentials = settings["USER"] + (f":{settings['PASSWORD']}" if settings["PASSWORD"] else "")
    url = f"postgres://{credentials}@{place}{port}/{settings['NAME']}"
    return {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
