"""How often one may do a thing."""

import time
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from ooumph import rate_limits
from ooumph.errors import RateLimited


def test_who_waits_as_long_as_told_is_let_in(settings: Any, transactional_db: None) -> None:
    settings.RATE_LIMITS = {"short": "4 per 2 seconds"}
    waits = []

    for _ in range(6):  # At first a full window, then as much of it as has faded.
        try:
            rate_limits.spend("short", "ada", cost=2)
        except RateLimited as refusal:
            seconds = refusal.retry_after_seconds or 0
            time.sleep(seconds)
            rate_limits.spend("short", "ada", cost=2)
            waits.append(seconds)

    assert waits
    assert set(waits) <= {1, 2, 3}


@pytest.mark.parametrize("spelling", ["ten per minute", "10", "10 per fortnight"])
def test_a_limit_that_cannot_be_read_stops_the_start(settings: Any, spelling: str) -> None:
    settings.RATE_LIMITS = {"tracking": spelling}

    with pytest.raises(ImproperlyConfigured, match="tracking"):
        rate_limits.check_limits()
