"""Changing one's profile, consent and visibility, and who sees what of a member."""

import pytest

from account.models import User, member_ref
from ooumph import graph
from tests.api import Member, event_ids, recorded
from user_activity.models import TouchedMember

USER = "query($id: ID!) { user(id: $id) { id username displayName email timezone } }"


def test_each_part_that_changed_is_one_event(member: Member) -> None:
    ada = member("ada")
    before = event_ids()

    user = ada.mutate(
        "updateProfile",
        {"displayName": "Ada", "bio": "Engines.", "hideProfileVisits": True},
        "user { displayName bio hideProfileVisits }",
    )["user"]

    assert user == {"displayName": "Ada", "bio": "Engines.", "hideProfileVisits": True}
    rows = recorded(since=before)
    assert [(row["activity_type"], row["metadata"]["changed"]) for row in rows] == [
        ("profile_update", ["displayName", "bio"]),
        ("privacy_update", ["hideProfileVisits"]),
    ]
    assert len({row["act_id"] for row in rows}) == 1


def test_changing_nothing_leaves_nothing(member: Member) -> None:
    ada = member("ada")
    ada.mutate("updateProfile", {"displayName": "Ada"})
    before = event_ids()

    ada.mutate("updateProfile", {"displayName": "Ada", "timezone": "UTC"})
    ada.mutate("updateProfile", {})

    assert recorded(since=before) == []


def test_an_unknown_time_zone_is_refused(member: Member) -> None:
    ada = member("ada")
    before = event_ids()

    error = ada.refusal("updateProfile", {"timezone": "Middle/Earth", "bio": "kept out"})

    assert (error["code"], error["field"]) == ("INVALID", "timezone")
    assert User.objects.get(pk=ada.id).bio == ""
    assert recorded(since=before) == []


def test_a_new_zone_marks_the_whole_history(member: Member) -> None:
    ada = member("ada")
    TouchedMember.objects.all().delete()

    ada.mutate("updateProfile", {"timezone": "Asia/Kolkata"})

    spans = [mark for mark in TouchedMember.objects.all() if mark.last_at - mark.first_at]
    assert [(mark.user_id, (mark.last_at - mark.first_at).days) for mark in spans] == [
        (int(ada.id), 4)
    ]


def test_without_consent_only_what_the_product_needs_is_kept(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    ada.mutate("updateProfile", {"trackingConsent": False})
    before = event_ids()

    ada.mutate("updateProfile", {"displayName": "Ada"})
    for name, values in (
        ("trackActivity", {"activityType": "PAGE_VIEW"}),
        ("trackProfileVisit", {"userId": bob.id}),
        (
            "trackContentInteraction",
            {"contentType": "POST", "contentId": "1", "interactionType": "VIEW"},
        ),
    ):
        assert ada.mutate(name, values, "tracked") == {"tracked": False, "errors": []}
    assert recorded(since=before) == []

    ada.mutate("updateProfile", {"trackingConsent": True})
    assert ada.mutate("trackActivity", {"activityType": "PAGE_VIEW"}, "tracked")["tracked"] is True
    assert [row["activity_type"] for row in recorded(since=before)] == [
        "privacy_update",
        "page_view",
    ]


def test_what_is_private_stays_so(member: Member) -> None:
    ada, bob = member("ada"), member("bob")

    assert bob.query(USER, id=ada.id)["user"] == {
        "id": ada.id,
        "username": "ada",
        "displayName": "",
        "email": None,
        "timezone": None,
    }
    assert ada.query(USER, id=ada.id)["user"]["email"] == "ada@example.org"


@pytest.mark.parametrize("user_id", ["0", "999999", "-1", "x", "9" * 40])
def test_a_member_who_is_not_there(member: Member, user_id: str) -> None:
    (error,) = member("ada").errors(USER, id=user_id)

    assert error["extensions"]["code"] == "NOT_FOUND"


def test_an_id_in_other_digits_names_nobody(member: Member) -> None:
    ada = member("ada")
    arabic = ada.id.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert ada.errors(USER, id=arabic)[0]["extensions"]["code"] == "NOT_FOUND"


def test_a_blocked_member_is_answered_as_one_who_is_not_there(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    graph.write(graph.relate_once)(
        member_ref(int(ada.id)), "BLOCKS", member_ref(int(bob.id)), {"at": 0.0}
    )

    for viewer, other in ((ada, bob), (bob, ada)):
        (blocked,) = viewer.errors(USER, id=other.id)
        (missing,) = viewer.errors(USER, id="999999")
        assert (blocked["message"], blocked["extensions"]["code"]) == (
            missing["message"],
            missing["extensions"]["code"],
        )
