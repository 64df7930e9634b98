"""Reports that come again, at once, many in a call, late or with a wrong clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from account.models import User
from tests.api import Member, event_ids, recorded
from user_activity.models import UserActivity

BATCH = "accepted ignored rejected { index error { code field message } }"


def iso(moment: datetime) -> str:
    return moment.isoformat()


def test_a_retry_a_minute_later_is_the_same_event(member: Member) -> None:
    ada, before, event_id = member("ada"), event_ids(), str(uuid4())
    now = datetime.now(UTC)

    for moment in (iso(now), iso(now - timedelta(minutes=1)), None):
        values = {"activityType": "SEARCH", "eventId": event_id, "occurredAt": moment}
        assert ada.mutate("trackActivity", values, "tracked")["tracked"] is True

    (row,) = recorded(since=before)
    assert str(row["event_id"]) == event_id
    assert row["occurred_at"] == now
    assert row["source"] == "client"


def test_an_id_counts_once_across_all_the_mutations(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    before, event_id = event_ids(), str(uuid4())
    content = {"contentType": "POST", "contentId": "1", "interactionType": "CLICK"}

    ada.mutate("trackContentInteraction", {**content, "eventId": event_id}, "tracked")
    ada.mutate("trackProfileVisit", {"userId": bob.id, "eventId": event_id}, "tracked")
    batch = [{"kind": "ACTIVITY", "activityType": "SEARCH", "eventId": event_id}] * 2
    assert ada.mutate("trackEvents", {"events": batch}, BATCH)["accepted"] == 2

    assert [row["interaction_type"] for row in recorded(since=before)] == ["click"]


def test_the_same_id_of_another_member_is_another_event(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    before, event_id = event_ids(), str(uuid4())

    for client in (ada, bob):
        client.mutate("trackActivity", {"activityType": "SEARCH", "eventId": event_id}, "tracked")

    # The admin knows a row by its event id alone, so the two are counted in the table itself.
    assert UserActivity.objects.filter(event_id=event_id).count() == 2
    assert len(recorded(since=before)) == 2


def test_retries_at_the_same_instant_are_one_event(member: Member) -> None:
    ada, before, event_id = member("ada"), event_ids(), str(uuid4())

    def send(_: int) -> bool:
        values = {"activityType": "SEARCH", "eventId": event_id}
        found: bool = ada.mutate("trackActivity", values, "tracked")["tracked"]
        return found

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(16))) == [True] * 16

    assert len(recorded(since=before)) == 1


def test_one_bad_item_rejects_one_item(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    good = {"kind": "ACTIVITY", "activityType": "SEARCH"}
    bad: list[tuple[Any, str]] = [
        ({"kind": "ACTIVITY", "activityType": "NO_WORD"}, "activityType"),
        ({"kind": "ACTIVITY"}, "activityType"),
        ({"kind": "NONE"}, "kind"),
        ({}, "kind"),
        ("text", "events"),
        ({**good, "extra": 1}, "extra"),
        ({**good, "metadata": []}, "metadata"),
        ({**good, "description": 5}, "description"),
        ({**good, "description": "a\x00b"}, "description"),
        ({**good, "eventId": "x"}, "eventId"),
        ({**good, "occurredAt": "2026-01-01T00:00:00"}, "occurredAt"),
        ({**good, "occurredAt": "never"}, "occurredAt"),
        ({**good, "success": "yes"}, "success"),
        ({"kind": "CONTENT", "contentType": "POST", "interactionType": "VIEW"}, "contentId"),
        ({"kind": "PROFILE_VISIT", "userId": "999999"}, "userId"),
        ({"kind": ["ACTIVITY"]}, "kind"),
    ]

    events = [good, *[item for item, _ in bad], good]
    found = ada.mutate("trackEvents", {"events": events}, BATCH)

    assert (found["accepted"], found["ignored"]) == (2, 0)
    assert [(item["index"], item["error"]["field"]) for item in found["rejected"]] == [
        (index, field) for index, (_, field) in enumerate(bad, 1)
    ]
    assert len(recorded(since=before)) == 2


def test_a_batch_is_bounded(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    events = [{"kind": "ACTIVITY", "activityType": "SEARCH"}] * 501

    assert ada.refusal("trackEvents", {"events": events})["field"] == "events"
    assert recorded(since=before) == []
    assert ada.mutate("trackEvents", {"events": events[:500]}, BATCH)["accepted"] == 500
    assert len(recorded(since=before)) == 500


def test_without_consent_a_batch_is_ignored_and_says_so(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    User.objects.filter(pk=ada.id).update(tracking_consent=False)
    events = [{"kind": "ACTIVITY", "activityType": "SEARCH"}, {"kind": "ACTIVITY"}]

    found = ada.mutate("trackEvents", {"events": events}, BATCH)

    assert (found["accepted"], found["ignored"], len(found["rejected"])) == (0, 1, 1)
    assert recorded(since=before) == []


def test_a_wrong_clock_is_corrected_by_when_it_sent(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    event = {
        "kind": "ACTIVITY",
        "activityType": "SEARCH",
        "occurredAt": iso(wrong - timedelta(minutes=5)),
    }

    ada.mutate("trackEvents", {"events": [event], "sentAt": iso(wrong)}, BATCH)

    (row,) = recorded(since=before)
    assert row["received_at"] - row["occurred_at"] == timedelta(minutes=5)


def test_a_late_event_is_kept_within_the_window_and_rejected_past_it(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    now = datetime.now(UTC)
    events = [
        {"kind": "ACTIVITY", "activityType": "SEARCH", "occurredAt": iso(now - late)}
        for late in (timedelta(days=6, hours=23), timedelta(days=7, minutes=1))
    ]

    found = ada.mutate("trackEvents", {"events": events}, BATCH)

    assert found["accepted"] == 1
    assert [(item["index"], item["error"]["field"]) for item in found["rejected"]] == [
        (1, "occurredAt")
    ]
    assert len(recorded(since=before)) == 1


def test_an_event_of_the_future_happened_on_receipt(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    later = iso(datetime.now(UTC) + timedelta(days=2))

    ada.mutate("trackActivity", {"activityType": "SEARCH", "occurredAt": later}, "tracked")

    (row,) = recorded(since=before)
    assert row["occurred_at"] == row["received_at"]
