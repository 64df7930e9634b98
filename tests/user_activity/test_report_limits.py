"""How often a member's clients may report; what is refused is counted, not kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings

from account.models import User
from ooumph import rate_limits
from ooumph.embedded.services import Services
from tests.api import Member, event_ids, recorded
from user_activity import stream
from user_activity.tallies import Outcome, Reason

BATCH = "accepted ignored rejected { index error { code field message } }"
SEARCH = {"kind": "ACTIVITY", "activityType": "SEARCH"}
CLICK = {"contentType": "POST", "contentId": "1", "interactionType": "CLICK"}


@pytest.fixture
def limited(settings: Any) -> Callable[[str], None]:
    """Set the limit of what a member's clients report."""

    def set_limit(limit: str) -> None:
        settings.RATE_LIMITS = {**django_settings.RATE_LIMITS, "tracking": limit}

    return set_limit


def refused(reason: Reason) -> dict[str, int]:
    """What was counted as rejected for this reason, by kind."""
    return {kind: number for (kind, why), number in rejections().items() if why == reason}


def rejections() -> dict[tuple[str, str], int]:
    """What was counted as rejected, by kind and reason."""
    return {
        (tally.kind, tally.reason): number
        for tally, number in stream.totals().items()
        if tally.outcome == Outcome.REJECTED
    }


def test_past_the_limit_nothing_is_kept_and_the_answer_says_when_to_try_again(
    member: Member, limited: Any
) -> None:
    ada = member("ada")
    limited("2 per hour")
    for _ in range(2):
        ada.mutate("trackActivity", {"activityType": "SEARCH"}, "tracked")
    before = event_ids()

    answer = ada.post(
        "mutation($input: TrackContentInteractionInput!) { trackContentInteraction(input: $input)"
        " { tracked errors { code field message retryAfterSeconds } } }",
        {"input": CLICK},
    )

    payload = answer.json()["data"]["trackContentInteraction"]
    (error,) = payload["errors"]
    seconds = error["retryAfterSeconds"]
    assert payload["tracked"] is False
    assert (error["code"], error["field"]) == ("RATE_LIMITED", None)
    assert error["message"] == f"Too many requests; try again in {seconds} seconds."
    assert answer.headers["Retry-After"] == str(seconds)
    assert 3540 < seconds <= 3600  # Once what fills this hour begins to fade.
    assert refused(Reason.RATE_LIMITED) == {"content:click": 1}
    assert recorded(since=before) == []


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("trackActivity", {"activityType": "SEARCH"}, "activity:search"),
        ("trackContentInteraction", CLICK, "content:click"),
        (
            "trackSocialInteraction",
            {"interactionType": "RECOMMENDATION_VIEW"},
            "social:recommendation_view",
        ),
        ("trackProfileVisit", {"userId": "1"}, "social:profile_visit"),
        ("trackEvents", {"events": []}, ""),
    ],
)
def test_every_tracking_mutation_has_the_same_limit(
    member: Member, limited: Any, name: str, values: dict[str, Any], kind: str
) -> None:
    ada = member("ada")
    limited("1 per hour")
    ada.mutate("trackEvents", {"events": []}, BATCH)

    assert ada.refusal(name, values)["code"] == "RATE_LIMITED"

    assert refused(Reason.RATE_LIMITED) == ({kind: 1} if kind else {})


def test_a_batch_costs_its_events_and_is_refused_as_one(member: Member, limited: Any) -> None:
    ada, bob = member("ada"), member("bob")
    limited("10 per hour")
    click = {"kind": "CONTENT", **CLICK}
    assert ada.mutate("trackEvents", {"events": [SEARCH] * 7}, BATCH)["accepted"] == 7
    before = event_ids()

    events = [SEARCH, click, click, {"kind": "CONTENT"}]
    assert ada.refusal("trackEvents", {"events": events})["code"] == "RATE_LIMITED"

    assert refused(Reason.RATE_LIMITED) == {
        "activity:search": 1,
        "content:click": 2,
        "content": 1,
    }
    assert recorded(since=before) == []
    assert ada.mutate("trackEvents", {"events": events[:3]}, BATCH)["accepted"] == 3
    assert bob.mutate("trackEvents", {"events": events[:3]}, BATCH)["accepted"] == 3


def test_a_batch_larger_than_the_limit_takes_all_of_it(member: Member, limited: Any) -> None:
    ada = member("ada")
    limited("5 per hour")

    assert ada.mutate("trackEvents", {"events": [SEARCH] * 20}, BATCH)["accepted"] == 20
    assert ada.refusal("trackActivity", {"activityType": "SEARCH"})["code"] == "RATE_LIMITED"


def test_calls_at_the_same_instant_count_one_by_one(member: Member, limited: Any) -> None:
    ada = member("ada")
    limited("5 per hour")
    before = event_ids()

    def send(_: int) -> int:
        values = {"activityType": "SEARCH"}
        return len(ada.payload("trackActivity", values, "tracked")["errors"])

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(16))) == 11
    assert len(recorded(since=before)) == 5


def test_without_redis_nobody_is_refused(member: Member, limited: Any, services: Services) -> None:
    ada = member("ada")
    limited("1 per hour")
    before = event_ids()
    services.valkey.kill()

    for _ in range(5):
        ada.mutate("trackActivity", {"activityType": "SEARCH"}, "tracked")

    assert rate_limits.BREAKER.current_state == "open"
    assert len(recorded(since=before)) == 5


def test_an_empty_limit_is_none(member: Member, limited: Any) -> None:
    ada = member("ada")
    limited("")

    for _ in range(3):
        assert ada.mutate("trackEvents", {"events": [SEARCH] * 500}, BATCH)["accepted"] == 500


def test_what_is_refused_is_counted_by_kind_and_reason(member: Member) -> None:
    ada = member("ada")
    before = event_ids()
    events = [
        {"kind": "ACTIVITY", "activityType": "LOGIN"},
        {"kind": "ACTIVITY", "activityType": "NO_WORD"},
        {"kind": "CONTENT", **CLICK, "scrollDepth": 101},
        {"kind": "PROFILE_VISIT", "userId": "999999"},
        {"kind": "NONE"},
        "text",
    ]

    ada.mutate("trackEvents", {"events": events}, BATCH)
    ada.refusal("trackContentInteraction", {**CLICK, "interactionType": "LIKE"})
    ada.refusal("trackActivity", {"activityType": "SEARCH", "metadata": {"a": "x" * 9000}})

    assert rejections() == {
        ("activity:login", Reason.FORBIDDEN): 1,
        ("activity", Reason.INVALID): 1,
        ("content:click", Reason.INVALID): 1,
        ("social:profile_visit", Reason.NOT_FOUND): 1,
        ("unknown", Reason.INVALID): 2,
        ("content:like", Reason.FORBIDDEN): 1,
        ("activity:search", Reason.INVALID): 1,
    }
    assert recorded(since=before) == []


def test_what_consent_refuses_is_counted(member: Member) -> None:
    ada = member("ada")
    User.objects.filter(pk=ada.id).update(tracking_consent=False)

    ada.mutate("trackEvents", {"events": [SEARCH, {"kind": "CONTENT", **CLICK}, SEARCH]}, BATCH)

    assert refused(Reason.CONSENT) == {"activity:search": 2, "content:click": 1}
