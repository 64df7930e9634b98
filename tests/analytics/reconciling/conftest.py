"""What was done a moment ago is compared at once."""

from datetime import timedelta

import pytest

from analytics.reconciling import days


@pytest.fixture(autouse=True)
def _settles_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "SETTLING", timedelta())
