from collections.abc import Callable, Iterator

import pytest
from neomodel import db

from tests.api import Client


@pytest.fixture
def ada(member: Callable[..., Client]) -> Client:
    return member("ada")


@pytest.fixture
def bob(member: Callable[..., Client]) -> Client:
    return member("bob")


@pytest.fixture
def eve(member: Callable[..., Client]) -> Client:
    return member("eve")


@pytest.fixture
def cypher_calls() -> Iterator[list[str]]:
    """The Cypher that the process runs; `clear()` it before what is counted."""
    calls: list[str] = []
    original = db.cypher_query

    def counting(query: str, *args: object, **kwargs: object) -> object:
        calls.append(query)
        return original(query, *args, **kwargs)

    db.cypher_query = counting
    yield calls
    del db.cypher_query
