"""What clients report: bounded to what a client may say, and whom it may name."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4, uuid5

import pytest

from account.models import member_ref
from ooumph import graph
from ooumph.ids import NAMESPACE
from tests.api import Client, Member, event_ids, recorded
from user_activity.vocabulary import (
    ActivityType,
    InteractionType,
    SocialInteractionType,
)

BATCH = "accepted ignored rejected { index error { code field message } }"

CLIENT_ACTIVITIES = {
    "page_view", "session_data", "scroll", "search", "navigation", "error", "feature_usage",
}  # fmt: skip
CLIENT_INTERACTIONS = {
    "view", "impression", "click", "time_spent", "scroll_depth", "play", "pause", "complete",
    "download", "rate", "pin", "unpin",
}  # fmt: skip
CLIENT_SOCIAL = {"profile_visit", "recommendation_view", "recommendation_dismiss"}


def test_a_visit_is_one_act_of_two_rows(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    before, event_id = event_ids(), uuid4()
    values = {"userId": bob.id, "durationMs": 1200, "source": "search", "eventId": str(event_id)}

    for _ in range(2):
        assert ada.mutate("trackProfileVisit", values, "tracked")["tracked"] is True

    viewed, visited = recorded(since=before)
    assert (viewed["activity_type"], visited["interaction_type"]) == (
        "profile_view",
        "profile_visit",
    )
    assert viewed["act_id"] == visited["act_id"]
    assert viewed["event_id"] == event_id
    assert visited["event_id"].version == 5
    assert visited["target_user_id"] == int(bob.id)
    for row in (viewed, visited):
        assert row["metadata"] == {
            "visit_id": str(event_id),
            "origin": "search",
            "duration_ms": 1200,
        }


def test_only_what_a_client_may_report(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    before = event_ids()
    events = (
        [{"kind": "ACTIVITY", "activityType": word.name} for word in ActivityType]
        + [
            {"kind": "CONTENT", "contentType": "POST", "contentId": "1", "interactionType": w.name}
            for w in InteractionType
        ]
        + [
            {"kind": "SOCIAL", "interactionType": word.name, "targetUserId": bob.id}
            for word in SocialInteractionType
        ]
    )

    found = ada.mutate("trackEvents", {"events": events}, BATCH)

    rows = recorded(since=before)
    assert {row["activity_type"] for row in rows if "activity_type" in row} == (
        CLIENT_ACTIVITIES | {"profile_view"}
    )
    assert {row["interaction_type"] for row in rows if "interaction_type" in row} == (
        CLIENT_INTERACTIONS | CLIENT_SOCIAL
    )
    allowed = len(CLIENT_ACTIVITIES | CLIENT_INTERACTIONS | CLIENT_SOCIAL)
    assert found["accepted"] == allowed
    assert {item["error"]["code"] for item in found["rejected"]} == {"FORBIDDEN"}
    assert len(found["rejected"]) == len(events) - allowed


@pytest.mark.parametrize(
    ("name", "values", "code", "field"),
    [
        ("trackActivity", {"activityType": "LOGIN"}, "FORBIDDEN", "activityType"),
        (
            "trackActivity",
            {"activityType": "SEARCH", "metadata": {"a": "x" * 9000}},
            "INVALID",
            "metadata",
        ),
        (
            "trackActivity",
            {"activityType": "SEARCH", "metadata": {"a": [[[[[1]]]]]}},
            "INVALID",
            "metadata",
        ),
        (
            "trackActivity",
            {"activityType": "SEARCH", "description": "x" * 501},
            "INVALID",
            "description",
        ),
        ("trackActivity", {"activityType": "SEARCH", "eventId": "1"}, "INVALID", "eventId"),
        (
            "trackActivity",
            {"activityType": "SEARCH", "eventId": str(uuid5(NAMESPACE, "guess"))},
            "INVALID",
            "eventId",
        ),
        (
            "trackContentInteraction",
            {"contentType": "POST", "contentId": "1", "interactionType": "LIKE"},
            "FORBIDDEN",
            "interactionType",
        ),
        (
            "trackContentInteraction",
            {
                "contentType": "POST",
                "contentId": "1",
                "interactionType": "SCROLL_DEPTH",
                "scrollDepth": 101,
            },
            "INVALID",
            "scrollDepth",
        ),
        (
            "trackContentInteraction",
            {
                "contentType": "POST",
                "contentId": "1",
                "interactionType": "TIME_SPENT",
                "durationMs": -1,
            },
            "INVALID",
            "durationMs",
        ),
        ("trackSocialInteraction", {"interactionType": "BLOCK"}, "FORBIDDEN", "interactionType"),
        (
            "trackSocialInteraction",
            {"interactionType": "RECOMMENDATION_VIEW", "targetUserId": "999999"},
            "NOT_FOUND",
            "targetUserId",
        ),
        ("trackProfileVisit", {"userId": "999999"}, "NOT_FOUND", "userId"),
    ],
)
def test_a_bad_report_names_the_field_and_leaves_nothing(
    member: Member, name: str, values: dict[str, Any], code: str, field: str
) -> None:
    ada = member("ada")
    before = event_ids()

    payload = ada.payload(name, values, "tracked")

    assert payload["tracked"] is False
    assert [(error["code"], error["field"]) for error in payload["errors"]] == [(code, field)]
    assert recorded(since=before) == []


def test_one_visits_others_only(member: Member) -> None:
    ada = member("ada")
    before = event_ids()

    assert ada.refusal("trackProfileVisit", {"userId": ada.id})["field"] == "userId"
    assert recorded(since=before) == []


def test_a_blocked_member_is_answered_as_one_who_is_not_there(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    graph.write(graph.relate_once)(
        member_ref(int(ada.id)), "BLOCKS", member_ref(int(bob.id)), {"at": 0.0}
    )
    before = event_ids()

    for visitor, visited in ((ada, bob), (bob, ada)):
        blocked = visitor.refusal("trackProfileVisit", {"userId": visited.id})
        assert blocked == visitor.refusal("trackProfileVisit", {"userId": "999999"})
    assert recorded(since=before) == []


def test_nobody_reports_nothing(client_of_nobody: Callable[[], Client]) -> None:
    error = client_of_nobody().refusal("trackActivity", {"activityType": "SEARCH"})

    assert error["code"] == "UNAUTHENTICATED"
    assert recorded() == []


def test_a_visit_with_the_largest_metadata_is_kept(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    before = event_ids()
    metadata = {"a": "x" * (8192 - len('{"a":""}'))}
    visit = {"interactionType": "PROFILE_VISIT", "targetUserId": bob.id, "metadata": metadata}

    assert ada.mutate("trackSocialInteraction", visit, "tracked")["tracked"] is True
    batch = ada.mutate("trackEvents", {"events": [{"kind": "SOCIAL", **visit}]}, BATCH)
    assert (batch["accepted"], batch["ignored"], batch["rejected"]) == (1, 0, [])

    rows = recorded(since=before)
    assert len(rows) == 4
    assert {row["metadata"]["a"] for row in rows} == {metadata["a"]}
    metadata["a"] += "x"
    assert ada.refusal("trackSocialInteraction", visit)["field"] == "metadata"


def test_a_spelt_out_null_character_is_text_and_a_real_one_is_refused(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    texts = ["\\u0000", "\\\\u0000", "\x00", "\\\x00", "a\x00"]
    events = [
        {"kind": "ACTIVITY", "activityType": "SEARCH", "metadata": {"text": text}} for text in texts
    ]

    batch = ada.mutate("trackEvents", {"events": events}, BATCH)

    assert [rejected["index"] for rejected in batch["rejected"]] == [2, 3, 4]
    rows = recorded(since=before)
    assert sorted(row["metadata"]["text"] for row in rows) == sorted(texts[:2])
