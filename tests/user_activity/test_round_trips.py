"""A request sends its events once, as one entry, however many acts it holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings

from tests.api import Client
from user_activity import stream

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _undrained(settings: LazySettings) -> None:
    settings.ACTIVITY_BUFFERS = ["user_activity.buffers.redis.RedisBuffer"]


@contextmanager
def entries(client: Any) -> Iterator[list[int]]:
    """The events of each entry that was appended meanwhile."""
    seen = {entry for entry, _ in client.xrange(stream.STREAM)}
    found: list[int] = []
    yield found
    found += [
        int(fields[b"n"]) for entry, fields in client.xrange(stream.STREAM) if entry not in seen
    ]


POST = 'createPost(input: {text: "Hello", privacy: PUBLIC}) { post { id } errors { code } }'


@pytest.mark.parametrize(
    ("document", "events"),
    [
        (f"mutation {{ {POST} }}", [2]),
        (f"mutation {{ a: {POST} b: {POST} c: {POST} }}", [6]),
        (
            f"mutation {{ __typename a: {POST} ...more }} fragment more on Mutation {{ {POST} }}",
            [4],
        ),
        ("query { me { id } }", []),
    ],
)
def test_a_document_is_one_entry(
    document: str, events: list[int], member: Callable[..., Client], valkey_client: Any
) -> None:
    ada = member("ada")
    with entries(valkey_client) as found:
        ada.query(document)

    assert found == events


def test_a_server_that_forgot_the_script_is_told_it_again(
    member: Callable[..., Client], valkey_client: Any
) -> None:
    ada = member("ada")
    valkey_client.script_flush()
    with entries(valkey_client) as found:
        ada.query(f"mutation {{ {POST} }}")

    assert found == [2]
