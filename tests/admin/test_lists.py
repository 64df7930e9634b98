"""What bounds the admin's lists."""

import pytest
from django.db import OperationalError, connection

from ooumph.admin.lists import timed
from user_activity.models import UserActivity


def test_what_takes_too_long_is_stopped_and_the_next_goes_on(transactional_db: None) -> None:
    with timed(200), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")
    assert UserActivity.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_another_error_is_raised(transactional_db: None) -> None:
    with pytest.raises(OperationalError, match="another"), timed(2_000):
        raise OperationalError("another")
