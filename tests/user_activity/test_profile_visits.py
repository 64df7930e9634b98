"""A visit leaves both its rows or neither: a retry of half a visit would lose the other half."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection

from tests.api import Client, event_ids, recorded
from user_activity import tallies
from user_activity.collecting import collecting
from user_activity.services import ActivityService
from user_activity.tallies import Outcome, Reason, Tally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("failing", [1, 2])
def test_a_database_that_goes_away_in_between_splits_no_visit(
    member: Callable[..., Client], settings: LazySettings, failing: int
) -> None:
    settings.ACTIVITY_RAISES = False
    ada, bob = (int(member(name).id) for name in ("ada", "bob"))
    before, visit, asked = event_ids(), uuid4(), 0

    def away(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal asked
        asked += "tracking_consent" in sql
        if "tracking_consent" in sql and asked == failing:
            raise OperationalError("gone")
        return execute(sql, *rest)

    def report() -> bool:
        with collecting():
            return ActivityService.track_profile_visit(
                user_id=ada, visited_user_id=bob, event_id=visit
            )

    with connection.execute_wrapper(away):
        tracked = report()
    assert len(recorded(since=before)) == (2 if tracked else 0)

    assert report()

    rows = recorded(since=before)
    assert [row["table"] for row in rows] == ["user_activity", "social_interaction"]
    assert len({row["act_id"] for row in rows}) == 1


def test_a_visit_that_could_not_be_recorded_is_counted(
    member: Callable[..., Client], settings: LazySettings
) -> None:
    settings.ACTIVITY_RAISES = False
    ada = int(member("ada").id)
    before = event_ids()

    def away(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        assert not ActivityService.track_profile_visit(user_id=ada, visited_user_id=ada + 1)

    assert tallies.take() == {Tally(Outcome.REJECTED, "social", Reason.ERROR): 1}
    assert recorded(since=before) == []
