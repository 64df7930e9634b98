"""Who engages most with a piece of content, over HTTP: whose act is seen anyway."""

from typing import Any

import pytest

from account.models import User
from ooumph.embedded.services import Services
from tests.analytics.events import aggregate, make_member, utc
from tests.analytics.graphql.asking import MAY, make_staff, refused
from tests.analytics.graphql.content import CONTENT, make_members, of, store
from tests.api import Client, Member
from tests.post.acts import act, comment, publish
from tests.watching import connect, counted_queries, hold
from user_activity.vocabulary import InteractionType as Act

pytestmark = pytest.mark.django_db(transaction=True)
ENGAGERS = """
    query($type: ContentTypeEnum = POST, $id: ID!, $range: DateRangeInput) {
        contentAnalytics(contentType: $type, contentId: $id, range: $range) {
            topEngagers { user { username } engagements lastEngagedOn }
        }
    }
"""


def engagers(client: Client, uid: str, **asked: Any) -> dict[str, int] | None:
    found = client.query(ENGAGERS, id=uid, **asked)["contentAnalytics"]["topEngagers"]
    return None if found is None else {e["user"]["username"]: e["engagements"] for e in found}


def test_the_author_sees_who_commented_and_staff_whoever_engaged(member: Member) -> None:
    ada, bob, cyd, dan = map(member, ("ada", "bob", "cyd", "dan"))
    uid = publish(ada)
    for who, count in ((bob, 1), (cyd, 2), (ada, 3)):
        for _ in range(count):
            comment(who, uid)
    act(bob, "likePost", uid)
    act(bob, "sharePost", uid)
    act(dan, "likePost", uid)
    act(dan, "viewPost", uid)
    aggregate()

    assert list((engagers(ada, uid) or {}).items()) == [("cyd", 2), ("bob", 1)]
    everyone = engagers(make_staff(member("root")), uid) or {}
    assert list(everyone.items()) == [("bob", 3), ("cyd", 2), ("dan", 1)]
    assert refused(bob, ENGAGERS, id=uid) == ("FORBIDDEN", "contentId")


def test_of_as_many_acts_the_later_come_first(member: Member) -> None:
    ada, (one, two, three) = member("ada"), make_members(3)
    uid = publish(ada)
    for who, days in ((one, (4, 5)), (two, (6, 7)), (three, (5, 6))):
        store(*(of(ada, Act.LIKE, who, utc(day), content_id=uid) for day in days))
    aggregate()

    everyone = engagers(make_staff(member("root")), uid, range=MAY) or {}

    names = dict(User.objects.filter(pk__in=(one, two, three)).values_list("pk", "username"))
    assert list(everyone) == [names[two], names[three], names[one]]


def test_whose_comments_are_not_seen_is_not_named(member: Member) -> None:
    ada, bob, cyd, dan, eve, fay = map(member, ("ada", "bob", "cyd", "dan", "eve", "fay"))
    uid = publish(ada)
    taken_back = comment(bob, uid)
    for who in (cyd, dan, eve, fay):
        comment(who, uid)
    bob.mutate("deleteComment", {"commentId": taken_back}, "comment { id }")
    hold(cyd, "BLOCKS", ada)
    hold(ada, "MUTES", dan)
    User.objects.filter(pk=eve.id).update(is_active=False)
    aggregate()
    assert engagers(ada, uid) == {"fay": 1}

    ada.mutate("deletePost", {"postId": uid}, "post { id }")
    aggregate()
    assert engagers(ada, uid) == {}


def test_bots_are_never_named(member: Member) -> None:
    root, bot = make_staff(member("root")), make_member("bot", is_bot=True).pk
    store(of(None, Act.COMMENT, bot, utc(4)), of(None, Act.COMMENT, int(root.id), utc(4)))
    aggregate()

    assert engagers(root, "p", range=MAY) == {}


def test_the_commenters_of_a_story(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = ada.mutate("createStory", {"text": "Now"}, "story { id }")["story"]["id"]
    bob.mutate("commentOnStory", {"storyId": uid, "text": "Indeed"}, "comment { id }")
    bob.mutate("reactToStory", {"storyId": uid, "reaction": "love"}, "story { id }")
    aggregate()

    assert engagers(ada, uid, type="STORY") == {"bob": 1}


def test_of_what_cannot_be_commented_on_nobody_is_named(member: Member) -> None:
    ada, bob = member("ada"), make_member("bob").pk
    store(of(ada, Act.SHARE, bob, utc(4), content_type="community"))
    aggregate()

    assert engagers(ada, "p", type="COMMUNITY", range=MAY) == {}
    assert engagers(make_staff(member("root")), "p", type="COMMUNITY", range=MAY) == {"bob": 1}


def test_what_was_published_just_now_is_its_authors(member: Member) -> None:
    ada, bob = member("ada"), member("bob")
    uid = publish(ada)

    assert engagers(ada, uid) == {}
    assert refused(bob, ENGAGERS, id=uid) == ("FORBIDDEN", "contentId")
    assert engagers(make_staff(member("root")), uid) == {}


def test_without_the_graph(member: Member, services: Services) -> None:
    ada, bob = member("ada"), member("bob")
    uid = publish(ada)
    comment(bob, uid)
    aggregate()
    services.neo4j.pause()

    assert ada.query(CONTENT, id=uid)["contentAnalytics"]["comments"] == 1
    assert engagers(ada, uid) is None
    assert engagers(make_staff(member("root")), uid) == {"bob": 1}
    assert refused(ada, CONTENT, id="other") == ("UNAVAILABLE", None)


def test_ten_at_most_in_as_many_queries(member: Member) -> None:
    ada = member("ada")
    uid = publish(ada)
    comment(member("bob"), uid)
    aggregate()
    with counted_queries() as one:
        assert len(engagers(ada, uid) or {}) == 1
    for n in range(12):
        comment(member(f"member{n}"), uid)
    store(*(of(ada, Act.LIKE, who, utc(4), content_id=uid) for who in make_members(5)))
    aggregate()
    with counted_queries() as ten:
        assert len(engagers(ada, uid) or {}) == 10

    signing_in, naming = 2, 2
    assert one.counts == ten.counts == (1, signing_in + 3 + naming), (one.graph, one.database)
