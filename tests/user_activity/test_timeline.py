"""The raw timeline: newest first, one's own, page by page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from account.models import User
from tests.api import Client, Member
from user_activity.events import Kind
from user_activity.selectors import timeline

ACTIVITIES = """
query($first: Int, $after: String, $userId: ID, $kinds: [ActivityKind!], $types: [String!],
      $range: DateRangeInput) {
  activities(first: $first, after: $after, userId: $userId, kinds: $kinds, types: $types,
             range: $range) {
    edges { node { id kind type occurredAt targetUserId contentId metadata source } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


def types(data: dict[str, Any]) -> list[str]:
    return [edge["node"]["type"] for edge in data["activities"]["edges"]]


@pytest.fixture
def ada(member: Member) -> Client:
    """Ada signed up, signed in, posted and visited Bob."""
    ada, bob = member("ada"), member("bob")
    ada.mutate("createPost", {"text": "Hello"})
    ada.mutate("trackProfileVisit", {"userId": bob.id}, "tracked")
    return ada


def test_newest_first_across_the_three_tables(ada: Client) -> None:
    found = types(ada.query(ACTIVITIES))

    assert set(found[:2]) == {"PROFILE_VIEW", "PROFILE_VISIT"}
    assert set(found[2:4]) == {"POST_CREATE", "CREATE"}
    assert found[4:] == ["LOGIN", "SIGNUP"]


def test_page_by_page_is_the_whole(ada: Client) -> None:
    whole = [e["node"]["id"] for e in ada.query(ACTIVITIES)["activities"]["edges"]]
    paged, after = [], None
    for _ in range(6):
        page = ada.query(ACTIVITIES, first=1, after=after)["activities"]
        paged += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]

    assert paged == whole
    assert page["pageInfo"]["hasNextPage"] is False


def test_by_kind_type_and_range(ada: Client) -> None:
    assert set(types(ada.query(ACTIVITIES, kinds=["SOCIAL"]))) == {"PROFILE_VISIT"}
    assert types(ada.query(ACTIVITIES, types=["LOGIN", "CREATE"])) == ["CREATE", "LOGIN"]
    (error,) = ada.post(ACTIVITIES, {"types": ["SING"]}).json()["errors"]
    assert error["extensions"] == {"code": "INVALID", "field": "types"}
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    assert types(ada.query(ACTIVITIES, range={"to": yesterday})) == []


def test_ones_own_only_but_for_staff(ada: Client, member: Member) -> None:
    eve = member("eve")

    (error,) = eve.errors(ACTIVITIES, userId=ada.id)
    assert error["extensions"] == {"code": "FORBIDDEN", "field": "userId"}
    User.objects.filter(pk=eve.id).update(is_staff=True)
    assert len(types(eve.query(ACTIVITIES, userId=ada.id))) == 6
    (error,) = eve.errors(ACTIVITIES, userId="999999")
    assert error["extensions"]["code"] == "NOT_FOUND"


def test_a_member_sees_no_others_rows(ada: Client, member: Member) -> None:
    assert types(member("eve").query(ACTIVITIES)) == ["LOGIN", "SIGNUP"]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"first": 101}, "first"),
        ({"first": 0}, "first"),
        ({"after": "tampered"}, "after"),
        ({"range": {"last": "DAY", "to": "2026-01-01"}}, "range.last"),
        ({"range": {"from": "2026-01-02", "to": "2026-01-01"}}, "range.from"),
    ],
)
def test_a_bad_argument_is_named(ada: Client, arguments: dict[str, Any], field: str) -> None:
    (error,) = ada.errors(ACTIVITIES, **arguments)

    assert error["extensions"] == {"code": "INVALID", "field": field}


@pytest.mark.parametrize("limit", [1, 50])
def test_a_page_is_one_query_a_kind(ada: Client, limit: int) -> None:
    now = datetime.now(UTC)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        timeline(
            user_id=int(ada.id),
            begins=now - timedelta(days=1),
            ends=now + timedelta(days=1),
            kinds=list(Kind),
            limit=limit,
        )

    assert len(queries) == 3


@pytest.mark.parametrize("number", [1e19, -1e19, 1e308, 1e-300, [{"deep": 18446744073709551616.0}]])
def test_no_number_is_kept_that_cannot_be_shown(member: Member, number: Any) -> None:
    ada = member("ada")
    said = {"activityType": "SEARCH", "metadata": {"n": number}}

    assert ada.refusal("trackActivity", said)["field"] == "metadata"

    for shown in (0.0, 1e15, 1.5, -(2**63), 2**64 - 1, 1e-5, 0.1):
        ada.mutate("trackActivity", {**said, "metadata": {"n": shown}})
        (edge, *_) = ada.query(ACTIVITIES, types=["SEARCH"])["activities"]["edges"]
        assert edge["node"]["metadata"]["n"] == shown
