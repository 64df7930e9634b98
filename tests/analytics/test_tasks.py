"""What beat sends is done by a real worker."""

import logging

import pytest

from analytics.models import MemberDay
from analytics.tasks import aggregate_touched, check_analytics
from ooumph.embedded.processes import Child
from tests.analytics.events import MAY, aggregate, make_member, store_acts
from tests.watching import wait_until
from user_activity.models import TouchedMember


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_the_aggregates(celery_worker_process: Child) -> None:
    store_acts(make_member("ada").pk, MAY, count=3)

    aggregate_touched.delay()

    wait_until(lambda: not TouchedMember.objects.exists() or not celery_worker_process.alive)
    assert celery_worker_process.alive, celery_worker_process.tail(50)
    assert MemberDay.objects.get().acts == 3


@pytest.mark.django_db
def test_what_is_wrong_is_logged_every_night(caplog: pytest.LogCaptureFixture) -> None:
    store_acts(make_member("ada").pk, MAY)
    aggregate()
    assert check_analytics() == 0

    MemberDay.objects.update(acts=99)
    caplog.clear()

    assert check_analytics() == 2
    wrong = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert wrong
    assert all(said.startswith("CRITICAL drift: member_") for said in wrong)
