"""What bounds the admin's lists."""

import pytest
from django.db import OperationalError, connection

from ooumph.admin.lists import timed
from user_activity.models import UserActivity

SLOW_TO_COMMIT = """
    CREATE TEMP TABLE slow (number int);
    CREATE FUNCTION pg_temp.linger() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER lingering AFTER INSERT ON slow
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.linger();
    INSERT INTO slow VALUES (1)
"""


@pytest.mark.parametrize("slow", ["SELECT pg_sleep(60)", SLOW_TO_COMMIT])
def test_what_takes_too_long_is_stopped_and_the_next_goes_on(
    transactional_db: None, slow: str
) -> None:
    with timed(2_000), connection.cursor() as cursor:
        cursor.execute(slow)
    assert UserActivity.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_another_error_is_raised(transactional_db: None) -> None:
    with pytest.raises(OperationalError, match="another"), timed(2_000):
        raise OperationalError("another")
