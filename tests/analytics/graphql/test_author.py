"""How all of an author's content does, over HTTP: exact on small histories, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.analytics.events import aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, META, make_staff, refused
from tests.analytics.graphql.content import (
    COUNTERS,
    NOTHING,
    done,
    make_members,
    of,
    store,
    taken_away,
)
from tests.analytics.graphql.popular import CONTENT, seen_lately
from tests.api import Client, Member
from tests.post.acts import publish
from tests.watching import counted_queries
from user_activity.vocabulary import ContentType
from user_activity.vocabulary import InteractionType as Act

pytestmark = pytest.mark.django_db(transaction=True)
AUTHOR = f"""
    query($authorId: ID, $range: DateRangeInput) {{
        authorAnalytics(authorId: $authorId, range: $range) {{
            author {{ username }} range {{ from to }} {META} items reach {COUNTERS}
            bestHours {{ hour members }}
            topContent {{ contentType contentId {COUNTERS} trendingScore {CONTENT} }}
        }}
    }}
"""


def author(client: Client, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(AUTHOR, **{"range": MAY, **asked})["authorAnalytics"]
    return found


def test_of_a_small_history(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    one, two, three, bot = (*make_members(3), make_member("bot", is_bot=True).pk)
    done(ada, Act.VIEW, [one, two, int(ada.id), bot], 4, content_id="a")
    done(ada, Act.VIEW, [two, three], 5, content_id="b")
    done(ada, Act.IMPRESSION, [one], 5, content_id="b")
    done(ada, Act.LIKE, [one, two], 6, content_id="a")
    done(ada, Act.UNLIKE, [one], 7, content_id="a")
    done(ada, Act.COMMENT, [two], 7, content_id="b")
    done(ada, Act.VIEW, [one], 7, content_id="s", content_type=ContentType.STORY,
         visit_id="v", duration_ms=5000)  # fmt: skip
    done(bob, Act.VIEW, [one, two], 7, content_id="bobs")
    done(ada, Act.VIEW, [one], 7, content_id=ada.id, content_type=ContentType.PROFILE)
    store(*(taken_away(two, utc(8, n), "a") for n in range(2)))
    aggregate()

    found = author(ada)

    assert (found["reach"], found["uniqueViewers"], found["views"]) == (3, 3, 5)
    assert {name: found[name] for name in NOTHING if name not in ("views", "uniqueViewers")} == {
        "likes": 1,
        "comments": 1,  # More taken away from one is no less of another.
        "shares": 0,
        "saves": 0,
        "reactions": 0,
        "engagementRate": pytest.approx(3 / 6),  # Of members and what each of them was shown.
        "averageTimeSpentMs": 5000,
        "averageScrollDepth": None,
        "engagementScore": 0.5 * 5 + 2 * 1 + 4 * 1,
    }
    assert [node["contentId"] for node in found["topContent"]] == ["b", "a", "s"]
    assert [node["engagementScore"] for node in found["topContent"]] == [5, 3, 0.5]
    assert (found["author"], found["items"]) == ({"username": "ada"}, 0)
    within = author(ada, range={"from": "2026-05-05", "to": "2026-05-06"})
    assert (within["reach"], within["views"], within["likes"]) == (2, 2, 2)


def test_items_are_what_there_was_at_the_ranges_end(member: Member) -> None:
    ada, a = (found := member("ada")), int(found.id)
    for uid, day in (("a", 4), ("b", 10), ("c", 20)):
        store(of(ada, Act.CREATE, a, utc(day), content_id=uid))
    store(of(ada, Act.DELETE, a, utc(15), content_id="a"))
    aggregate()

    def items(last: int) -> int:
        count: int = author(ada, range={"from": "2026-05-01", "to": f"2026-05-{last:02}"})["items"]
        return count

    assert [items(last) for last in (3, 4, 10, 14, 15, 20)] == [0, 1, 2, 2, 1, 2]


def test_a_viewer_of_many_pieces_on_many_days_is_one(member: Member) -> None:
    ada, members = member("ada"), make_members(3)
    for n in range(6):
        done(ada, Act.VIEW, members[: 1 + n % 3], 4 + n, content_id=f"p{n % 4}")
    aggregate()

    assert (author(ada)["reach"], author(ada)["views"]) == (3, 12)


class TestBestHours:
    def test_are_those_in_which_most_members_came(self, member: Member) -> None:
        ada, root, members = member("ada"), make_staff(member("root")), make_members(8)
        for hour, count in ((7, 6), (9, 8), (20, 5), (21, 5), (22, 4)):
            for n, who in enumerate(members[:count]):
                at = utc(4 + n % 3, hour) + timedelta(minutes=n)
                # Each piece is first turned to once a day.
                store(of(ada, Act.VIEW, who, at, content_id=f"p{hour}"))
                store(of(ada, Act.LIKE, who, at + timedelta(hours=1), content_id=f"p{hour}"))
        aggregate()

        best = [{"hour": 9, "members": 8}, {"hour": 7, "members": 6}, {"hour": 20, "members": 5}]
        assert author(ada)["bestHours"] == author(root, authorId=ada.id)["bestHours"] == best

    def test_tell_the_author_nothing_of_few(self, member: Member) -> None:
        ada, root, members = member("ada"), make_staff(member("root")), make_members(4)
        done(ada, Act.VIEW, members, 4)
        aggregate()

        assert author(ada)["bestHours"] == []
        assert author(root, authorId=ada.id)["bestHours"] == [{"hour": 12, "members": 4}]

    def test_are_in_the_platforms_zone(self, member: Member, settings: Any) -> None:
        settings.PLATFORM_TIME_ZONE = "Asia/Kolkata"
        ada = member("ada")
        done(ada, Act.VIEW, make_members(5), 4)
        aggregate()

        found = author(ada)

        assert found["bestHours"] == [{"hour": 17, "members": 5}]
        assert found["meta"]["timezone"] == "Asia/Kolkata"


class TestTopContent:
    def test_is_shown_with_its_object(self, member: Member) -> None:
        ada = member("ada")
        uid = publish(ada, "Hello")
        seen_lately(ada, uid, make_members(5))
        aggregate()

        (node,) = author(ada, range=None)["topContent"]

        assert node["content"]["text"] == "Hello"
        assert (node["contentType"], node["contentId"], node["views"]) == ("POST", uid, 5)
        ada.mutate("deletePost", {"postId": uid}, "post { id }")
        (node,) = author(ada, range=None)["topContent"]
        assert (node["content"], node["views"]) == (None, 5)

    def test_is_the_five_with_the_highest_score(self, member: Member) -> None:
        ada, members = member("ada"), make_members(7)
        for n in range(7):
            done(ada, Act.VIEW, members[: n + 1], 4, content_id=f"p{n}")
        aggregate()

        found = author(ada)["topContent"]

        assert [node["contentId"] for node in found] == ["p6", "p5", "p4", "p3", "p2"]


class TestWho:
    def test_oneself_and_staff(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        done(ada, Act.VIEW, [int(bob.id)], 4)
        aggregate()

        assert refused(bob, AUTHOR, authorId=ada.id) == ("FORBIDDEN", "authorId")
        assert refused(bob, AUTHOR, authorId="999999") == ("FORBIDDEN", "authorId")
        root = make_staff(member("root"))
        assert author(root, authorId=ada.id)["reach"] == 1
        assert refused(root, AUTHOR, authorId="999999") == ("NOT_FOUND", "authorId")
        assert refused(root, AUTHOR, authorId="ada") == ("NOT_FOUND", "authorId")

    def test_nobody_signed_in_sees_nothing(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), AUTHOR) == ("UNAUTHENTICATED", None)

    def test_a_range_that_is_none(self, member: Member) -> None:
        asked = {"from": "2026-05-03", "to": "2026-05-02"}
        assert refused(member("ada"), AUTHOR, range=asked) == ("INVALID", "range.from")

    def test_of_nothing(self, member: Member) -> None:
        found = author(member("ada"))

        assert {name: found[name] for name in NOTHING} == NOTHING
        assert (found["reach"], found["items"], found["bestHours"]) == (0, 0, [])
        assert (found["topContent"], found["range"]) == ([], MAY)


def test_says_how_far_it_is_computed(member: Member) -> None:
    ada, (who,) = member("ada"), make_members(1)
    aggregate()
    store(event(Act.VIEW, who, utc(4), author_id=int(ada.id)))

    waiting = author(ada)
    aggregate()
    fresh = author(ada)

    assert (waiting["reach"], waiting["meta"]["isPartial"]) == (0, True)
    assert (fresh["reach"], fresh["meta"]["isPartial"]) == (1, False)


def test_the_queries_are_as_many_however_much_content(member: Member) -> None:
    ada, members = member("ada"), make_members(6)
    done(ada, Act.VIEW, members[:1], 4, content_id="first")
    aggregate()
    with counted_queries() as one:
        author(ada)
    for n in range(20):
        done(ada, Act.VIEW, members, 5 + n, content_id=f"p{n}")
    aggregate()
    with counted_queries() as many:
        assert author(ada)["reach"] == 6

    signing_in, audience, looking_for_nodes = 2, 1, 1
    assert one.counts == many.counts == (looking_for_nodes, signing_in + 4 + audience), (
        many.database
    )
