"""The servers survive what happens to servers."""

import time

import neomodel
import psycopg2
import pytest
import redis
from django.db import connection
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import DriverError

from ooumph.embedded.services import Services


@pytest.mark.django_db(transaction=True)
def test_every_store_answers(graph: Driver, valkey_client: redis.Redis) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        assert cursor.fetchone()[0].startswith("18.")
    assert graph.execute_query("RETURN 1 AS one").records[0]["one"] == 1
    assert valkey_client.ping()


def test_acknowledged_data_survives_kill_of_all_three(
    services: Services, graph: Driver, valkey_client: redis.Redis
) -> None:
    graph.execute_query("CREATE (:Kept {n: 1})")
    valkey_client.set("kept", "1")
    with psycopg2.connect(services.postgres.url.replace("/ooumph", "/postgres")) as link:
        link.cursor().execute("CREATE TABLE kept AS SELECT 1 AS n")

    for service in services.embedded:
        service.kill()
    services.start()

    assert graph.execute_query("MATCH (k:Kept) RETURN count(k) AS n").records[0]["n"] == 1
    assert valkey_client.get("kept") == b"1"
    with psycopg2.connect(services.postgres.url.replace("/ooumph", "/postgres")) as link:
        cursor = link.cursor()
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchall() == [(1,)]
        cursor.execute("DROP TABLE kept")


def test_paused_graph_costs_a_query_seconds_not_minutes(services: Services, graph: Driver) -> None:
    address, password = services.neo4j.url.removeprefix("bolt://neo4j:").rsplit("@", 1)[::-1]
    with GraphDatabase.driver(f"bolt://{address}", auth=("neo4j", password)) as driver:
        driver.execute_query("RETURN 1")
        services.neo4j.pause()
        started = time.monotonic()
        with pytest.raises(DriverError), driver.session() as session:
            session.run("RETURN 1").consume()
        assert time.monotonic() - started < 6
        services.neo4j.resume()
        driver.execute_query("RETURN 1")


def test_paused_graph_costs_the_products_own_queries_no_more(
    services: Services, graph: Driver
) -> None:
    neomodel.db.cypher_query("RETURN 1")
    services.neo4j.pause()
    started = time.monotonic()
    with pytest.raises(DriverError):
        neomodel.db.cypher_query("RETURN 1")
    assert time.monotonic() - started < 6
    services.neo4j.resume()
