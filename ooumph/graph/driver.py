"""One Neo4j driver a process, made after the fork and shared by its threads.

neomodel by itself makes one a thread, and prefers its URL to a driver it is handed.
"""

import atexit
import os
from urllib.parse import unquote, urlsplit

import neomodel
from django.conf import settings
from neo4j import Driver, GraphDatabase
from neomodel import db

_inherited: list[Driver] = []  # Of the parent: a driver that is collected hangs up its sockets.


def configure() -> None:
    """Point neomodel at this process' driver, and give every forked child its own."""
    _connect()
    os.register_at_fork(after_in_child=_reconnect)
    atexit.register(_disconnect)


def _reconnect() -> None:
    _inherited.append(neomodel.config.DRIVER)
    _connect()


def _disconnect() -> None:
    """While there is still an interpreter to do it: a driver that is collected later complains."""
    neomodel.config.DRIVER.close()


def _connect() -> None:
    neomodel.config.DATABASE_URL = None
    neomodel.config.DRIVER = _driver()  # Connects on first use, not here.
    db.driver = None


def _driver() -> Driver:
    url = urlsplit(settings.NEOMODEL_NEO4J_BOLT_URL)
    return GraphDatabase.driver(
        f"{url.scheme}://{url.netloc.rpartition('@')[2]}",  # So that no error names the password.
        auth=(unquote(url.username or ""), unquote(url.password or "")),
        connection_timeout=1.0,
        connection_acquisition_timeout=2.0,
        max_connection_pool_size=64,
        liveness_check_timeout=5.0,
        max_transaction_retry_time=0,
        notifications_min_severity="OFF",
    )
