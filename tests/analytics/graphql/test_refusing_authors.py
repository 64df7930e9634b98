"""Content of authors who refuse to be tracked: no row tells of it but those of what others did."""

from typing import Any

import pytest

from analytics.checking import drift
from analytics.models import ContentItem
from analytics.platform.overview import platform_overview
from analytics.reaggregating import Asked, mark
from tests.analytics.events import aggregate
from tests.analytics.graphql.popular import popular
from tests.api import Client, Member
from tests.post.acts import act, publish
from tests.watching import connect
from user_activity.storing.drain import drain

pytestmark = pytest.mark.django_db(transaction=True)
PREFERENCES = "{ feedSignals { contentPreferences { tag score } } }"


@pytest.fixture
def ada(member: Member) -> Client:
    ada = member("ada")
    consent(ada, False)
    return ada


def consent(member: Client, given: bool) -> None:
    member.mutate("updateProfile", {"trackingConsent": given}, "user { id }")


def counted() -> tuple[int, int, int]:
    drain()
    aggregate()
    found = platform_overview(asked={"last": "week"}).content_totals
    return found.views, found.viewer_item_pairs, found.likes


def known() -> dict[str, Any]:
    item = ContentItem.objects.get()
    told = item.told_at is not None
    return {"privacy": item.privacy, "tags": item.tags, "told_by_others": told}


def test_what_is_not_public_is_in_no_number_of_the_platform(ada: Client, member: Member) -> None:
    bob = member("bob")
    connect(ada, bob)
    uid = publish(ada, privacy="CONNECTIONS")
    for name in ("viewPost", "likePost"):
        act(bob, name, uid)

    assert counted() == (0, 0, 0)


def test_what_is_public_is_popular_has_its_tags_and_is_the_authors(
    ada: Client, member: Member
) -> None:
    uid = publish(ada, "for all", tags=["tea"])
    viewers = [member(f"m{n}") for n in range(6)]
    for viewer in viewers:
        act(viewer, "viewPost", uid)

    assert counted() == (6, 6, 0)
    [edge] = popular(viewers[0], orderBy="VIEWS")["edges"]
    assert edge["node"]["content"]["text"] == "for all"
    assert ada.query("{ authorAnalytics { items views } }")["authorAnalytics"] == {
        "items": 1,
        "views": 6,
    }
    found = viewers[0].query(PREFERENCES)["feedSignals"]["contentPreferences"]
    assert found == [{"tag": "tea", "score": 1}]


def test_the_latest_tells_and_stays_known(ada: Client, member: Member) -> None:
    bob = member("bob")
    connect(ada, bob)
    uid = publish(ada, tags=["tea"])
    act(bob, "viewPost", uid)
    assert counted() == (1, 1, 0)
    assert known() == {"privacy": "public", "tags": ["tea"], "told_by_others": True}

    changed = {"postId": uid, "privacy": "CONNECTIONS", "tags": ["secret"]}
    ada.mutate("updatePost", changed, "post { id }")
    act(bob, "likePost", uid)
    told = {"privacy": "connections", "tags": ["secret"], "told_by_others": True}
    assert counted() == (0, 0, 0)
    assert known() == told

    consent(ada, True)
    act(bob, "savePost", uid)
    assert counted() == (0, 0, 0)
    assert known() == told

    ada.mutate("updatePost", {"postId": uid, "privacy": "PUBLIC"}, "post { id }")
    assert counted()[0] == 1
    assert known() == {"privacy": "public", "tags": ["secret"], "told_by_others": False}


def test_what_was_made_without_consent_stays_as_it_was_found_whatever_consent_follows(
    ada: Client, member: Member
) -> None:
    bob = member("bob")
    connect(ada, bob)
    uid = publish(ada, privacy="CONNECTIONS")
    consent(ada, True)
    act(bob, "viewPost", uid)
    assert counted() == (0, 0, 0)

    consent(ada, False)
    assert counted() == (0, 0, 0)
    assert not [str(each) for seed in range(3) for each in drift(50, seed) if each.level]
    mark(Asked())
    assert counted() == (0, 0, 0)


def test_what_is_hidden_without_consent_is_hidden_with_the_next_act(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = publish(ada)
    act(bob, "viewPost", uid)
    assert counted() == (1, 1, 0)

    consent(ada, False)
    ada.mutate("updatePost", {"postId": uid, "privacy": "CONNECTIONS"}, "post { id }")
    act(bob, "likePost", uid)
    assert counted() == (0, 0, 0)

    consent(ada, True)
    ada.mutate("updatePost", {"postId": uid, "privacy": "PUBLIC"}, "post { id }")
    assert counted() == (1, 1, 1)


def test_what_nobody_knew_of_before_is_no_item_of_then(ada: Client, member: Member) -> None:
    act(member("bob"), "viewPost", publish(ada))
    drain()
    aggregate()
    asked = "query($range: DateRangeInput) { authorAnalytics(range: $range) { items } }"
    past, week = {"from": "2020-01-01", "to": "2020-12-31"}, {"last": "WEEK"}

    assert [ada.query(asked, range=each)["authorAnalytics"]["items"] for each in (past, week)] == [
        0,
        1,
    ]
