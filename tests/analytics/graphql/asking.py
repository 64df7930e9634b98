"""What the tests of analytics ask with."""

from typing import Any

from account.models import User
from tests.api import Client

META = "meta { computedThrough isPartial timezone definitionVersion }"
MAY = {"from": "2026-05-01", "to": "2026-05-31"}


def refused(client: Client, document: str, **variables: Any) -> tuple[str, str | None]:
    """The code and the field of the one error; nothing is answered."""
    answer = client.post(document, variables).json()
    assert list(answer["data"].values()) == [None]
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["extensions"].get("field")


def nodes(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in found["edges"]]


def make_staff(client: Client) -> Client:
    User.objects.filter(pk=client.id).update(is_staff=True)
    return client
