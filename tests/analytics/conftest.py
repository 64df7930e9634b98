"""Batches so small that a few days of a few members take several."""

import pytest

from analytics import engine


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "DAYS_PER_BATCH", 5)
    monkeypatch.setattr(engine, "PLATFORM_DAYS_PER_BATCH", 3)
