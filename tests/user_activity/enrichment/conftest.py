from collections.abc import Iterator

import pytest

from user_activity.enrichment.facts import CACHE


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    CACHE.clear()
    yield
    CACHE.clear()
