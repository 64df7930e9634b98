"""Content of authors who refuse to be tracked: no row tells of it but those of what others did."""

from collections.abc import Callable
from typing import Any

import pytest

from analytics.models import ContentItem
from analytics.platform.overview import platform_overview
from tests.analytics.events import aggregate
from tests.analytics.graphql.popular import popular
from tests.api import Client
from tests.post.acts import act, publish
from tests.watching import connect
from user_activity.storing.drain import drain

pytestmark = pytest.mark.django_db(transaction=True)
Member = Callable[..., Client]
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
    return dict(ContentItem.objects.values("privacy", "tags", "told_by_others").get())


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
