"""What the tests of connections say in a word."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from tests.api import Client

ONE = "connection { id status note requester { id } receiver { id } other { id } }"


def ask(client: Client, other: Client, note: str = "") -> dict[str, Any]:
    """The connection that `client` asked `other` for."""
    values = {"userId": other.id, "note": note}
    found: dict[str, Any] = client.mutate("sendConnectionRequest", values, ONE)["connection"]
    return found


def change(client: Client, verb: str, connection: dict[str, Any]) -> str:
    """The status after `client` did `verb` (accept, decline, cancel, remove)."""
    values = {"connectionId": connection["id"]}
    return str(client.mutate(f"{verb}Connection", values, ONE)["connection"]["status"])


def connect(client: Client, other: Client) -> dict[str, Any]:
    """An accepted connection."""
    connection = ask(client, other)
    change(other, "accept", connection)
    return connection


def social(rows: list[dict[str, Any]]) -> list[tuple[str, int, int | None, str, str]]:
    """(word, actor, target, context type, context id) of the social rows; no other rows but a
    connection's create."""
    content = [row for row in rows if row["table"] != "social_interaction"]
    made = {(row["content_type"], row["interaction_type"]) for row in content}
    assert made <= {("connection", "create")}, made
    return [
        (row["interaction_type"], row["user_id"], row["target_user_id"], row["context_type"],
         row["context_id"])
        for row in rows
        if row["table"] == "social_interaction"
    ]  # fmt: skip


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What the calls returned, made by threads that begin at the same instant."""
    results: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(index: int) -> None:
        barrier.wait()
        results[index] = calls[index]()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def codes(payloads: Sequence[dict[str, Any]]) -> Counter[str]:
    """How often each outcome came: an error's code, else "ok"."""
    return Counter(
        payload["errors"][0]["code"] if payload["errors"] else "ok" for payload in payloads
    )
