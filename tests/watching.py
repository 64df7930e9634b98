"""What acts did, for tests to compare exactly: rows, the graph, queries; and acts at one instant.

watch = Watch()
ada.mutate("joinCommunity", {"communityId": club}, "membership { role }")
assert watch.rows() == [social(ada, "group_join", "community", club)]
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.db.backends.utils import CursorWrapper
from neomodel import db

from account.models import member_ref
from connection.models import Connection, ConnectionStatus
from ooumph import graph
from tests.api import Client, event_ids, recorded

Row = tuple[Any, ...]


def activity(who: Client, word: str) -> Row:
    return ("activity", int(who.id), word)


def content(who: Client, word: str, of: str, uid: str, author: Client, **metadata: Any) -> Row:
    return ("content", int(who.id), word, of, uid, int(author.id), metadata)


def social(who: Client, word: str, context: str, uid: str, target: Client | None = None) -> Row:
    return ("social", int(who.id), word, target and int(target.id), context, uid)


class Watch:
    """What changed since it was made."""

    def __init__(self) -> None:
        self._known = event_ids()
        self._graph = whole_graph()

    def rows(self, *, acts: int = 1) -> list[Row]:
        """The rows left since then, of as many acts, sorted; metadata of content alone."""
        found = recorded(since=self._known)
        assert len({row["act_id"] for row in found}) == (acts if found else 0)
        return sorted(map(_row, found), key=repr)

    def assert_nothing(self) -> None:
        """Neither a row nor a change of the graph."""
        assert recorded(since=self._known) == []
        assert whole_graph() == self._graph


def _row(row: dict[str, Any]) -> Row:
    if row["table"] == "user_activity":
        return ("activity", row["user_id"], row["activity_type"])
    head = (row["user_id"], row["interaction_type"])
    if row["table"] == "content_interaction":
        what = (row["content_type"], row["content_id"], row["author_id"], row["metadata"])
        return ("content", *head, *what)
    return ("social", *head, row["target_user_id"], row["context_type"], row["context_id"])


def whole_graph() -> list[str]:
    """Every node and relationship with its properties, as text."""
    nodes = "MATCH (n) RETURN labels(n), properties(n)"
    ties = (
        "MATCH (a)-[r]->(b) RETURN coalesce(a.uid, a.user_id), type(r), "
        "coalesce(b.uid, b.user_id), properties(r)"
    )
    return sorted(repr(row) for cypher in (nodes, ties) for row in graph.query(cypher))


@dataclass
class Queries:
    graph: list[str] = field(default_factory=list)
    database: list[str] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int]:
        return len(self.graph), len(self.database)


@contextmanager
def counted_queries() -> Iterator[Queries]:
    """The queries of every thread of this process, to the graph and to the database."""
    queries = Queries()
    cypher_query, execute = type(db).cypher_query, CursorWrapper.execute

    def counted_cypher(self: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        if not query.startswith("CALL dbms."):  # neomodel's greeting on a thread's first query.
            queries.graph.append(query)
        return cypher_query(self, query, *args, **kwargs)

    def counted_sql(self: Any, sql: str, params: Any = None) -> Any:
        queries.database.append(sql)
        return execute(self, sql, params)

    with (
        patch.object(type(db), "cypher_query", counted_cypher),
        patch.object(CursorWrapper, "execute", counted_sql),
    ):
        yield queries


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What the acts returned that began at one instant, each in a thread of its own."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def perform(index: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        results[index] = act()

    threads = [threading.Thread(target=perform, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def connect(one: Client, other: Client) -> None:
    """Two members are connected."""
    Connection(
        requester_id=int(one.id),
        receiver_id=int(other.id),
        status=ConnectionStatus.ACCEPTED.value,
    ).save()


@graph.write
def hold(one: Client, kind: str, other: Client) -> None:
    """`hold(ada, "BLOCKS", bob)` or "MUTES"."""
    graph.relate_once(member_ref(int(one.id)), kind, member_ref(int(other.id)), {"at": 0.0})


def wait_until(holds: Callable[[], Any], seconds: float = 60) -> None:
    """Ask again and again what another process does in its own time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It did not come to hold."
        time.sleep(0.05)
