"""What beat sends is done by a real worker."""

import time

import pytest

from analytics.models import MemberDay
from analytics.tasks import aggregate_touched
from ooumph.embedded.processes import Child
from tests.analytics.events import MAY, make_member, store_acts
from user_activity.models import TouchedMember


@pytest.mark.django_db(transaction=True)
def test_a_worker_keeps_the_aggregates(celery_worker_process: Child) -> None:
    store_acts(make_member("ada").pk, MAY, count=3)

    aggregate_touched.delay()

    while TouchedMember.objects.exists():
        assert celery_worker_process.alive, celery_worker_process.tail(50)
        time.sleep(0.05)
    assert MemberDay.objects.get().acts == 3
