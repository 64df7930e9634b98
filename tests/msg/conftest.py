from collections.abc import Callable

import pytest

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
