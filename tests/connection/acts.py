"""What the tests of connections say in a word."""

from collections import Counter
from collections.abc import Sequence
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


def codes(payloads: Sequence[dict[str, Any]]) -> Counter[str]:
    """How often each outcome came: an error's code, else "ok"."""
    return Counter(
        payload["errors"][0]["code"] if payload["errors"] else "ok" for payload in payloads
    )
