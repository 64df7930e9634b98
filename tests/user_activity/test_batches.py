"""Many things recorded at once: each is as if it had been recorded by itself."""

from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from account.models import User
from account.services import create_member
from tests.api import event_ids, recorded
from user_activity import tallies
from user_activity.collecting import collecting
from user_activity.services import ActivityService, Done
from user_activity.tallies import Outcome, Reason, Tally

pytestmark = pytest.mark.django_db(transaction=True)


def searching(user_id: int, **more: object) -> Done:
    return "activity", {"activity_type": "search", "user_id": user_id, **more}


def visiting(user_id: int, visited_user_id: int) -> Done:
    return "profile_visit", {"user_id": user_id, "visited_user_id": visited_user_id}


def viewing(user_id: int) -> Done:
    seen = {"content_type": "post", "content_id": "p", "interaction_type": "view"}
    return "content_interaction", {**seen, "user_id": user_id, "source": "api"}


def reading(user_id: int, other_id: int) -> Done:
    said = {"interaction_type": "message_read", "target_user_id": other_id}
    return "social_interaction", {**said, "user_id": user_id}


def test_each_leaves_its_rows_and_is_an_act_of_its_own() -> None:
    with collecting():
        assert ActivityService.track_events(
            [searching(7), viewing(7), reading(7, 8), visiting(7, 8), visiting(7, 7)]
        ) == [True, True, True, True, False]

    rows = recorded()
    assert sorted(row["table"] for row in rows) == [
        "content_interaction",
        "social_interaction",
        "social_interaction",
        "user_activity",
        "user_activity",
    ]
    assert len({row["act_id"] for row in rows}) == 4


def test_what_was_given_an_id_counts_once_within_a_batch() -> None:
    twice = searching(7, event_id=uuid4())
    with collecting():
        assert ActivityService.track_events([twice, twice, searching(7)]) == [True, True, True]

    assert len(recorded()) == 2


def test_a_wrong_one_costs_no_other(settings: LazySettings) -> None:
    settings.ACTIVITY_RAISES = False
    with collecting():
        assert ActivityService.track_events(
            [
                searching(7),
                ("activity", {"activity_type": "flying"}),
                searching(7, metadata=5),
                ("flight", {"user_id": 7}),
            ]
        ) == [True, False, False, False]
        assert tallies.take() == {
            Tally(Outcome.REJECTED, "activity", Reason.ERROR): 2,
            Tally(Outcome.REJECTED, "unknown", Reason.ERROR): 1,
        }

    assert len(recorded()) == 1


def test_consent_is_each_members_own_and_asked_in_one_query() -> None:
    members = [member(name, consents=name != "bob") for name in ("ada", "bob", "cy")]
    before = event_ids()
    with (
        collecting(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        kept = ActivityService.track_events(
            [do(each.pk) for each in members for do in (searching, viewing)]
        )
        assert len(queries) == 1

    assert kept == [True, True, False, True, True, True]
    assert len(recorded(since=before)) == 5


def member(name: str, *, consents: bool) -> User:
    user = create_member(username=name, email="", password="correct horse battery")
    User.objects.filter(pk=user.pk).update(tracking_consent=consents)
    return user
