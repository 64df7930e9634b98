"""Whom popular content is shown to, over HTTP: as its privacy says now, through no block."""

from typing import Any

import pytest

from ooumph import clock, graph
from ooumph.embedded.services import Services
from tests.analytics.events import aggregate, make_member
from tests.analytics.graphql.asking import make_staff, refused
from tests.analytics.graphql.content import make_members, of, store
from tests.analytics.graphql.popular import POPULAR, popular, seen_lately
from tests.api import Client, Member
from tests.post.acts import act, comment, publish
from tests.watching import connect, counted_queries, hold
from user_activity.vocabulary import ContentType
from user_activity.vocabulary import InteractionType as Act

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = ("ENGAGEMENT", "VIEWS", "TRENDING")


def texts(client: Client, order: str = "VIEWS", **asked: Any) -> list[str]:
    """What is listed: a post's, story's or comment's text, a community's name."""
    found = [edge["node"]["content"] for edge in popular(client, orderBy=order, **asked)["edges"]]
    return [content.get("text") or content["name"] for content in found]


def admired(author: Client, uid: str, members: list[int], **kind: ContentType) -> None:
    """Viewed and liked, so that it is in every order."""
    seen_lately(author, uid, members, **kind)
    about: dict[str, Any] = {"content_id": uid, "content_type": kind.get("kind", ContentType.POST)}
    store(*(of(author, Act.LIKE, who, clock.now(), **about) for who in members))


def make_community(founder: Client, name: str, privacy: str = "PUBLIC") -> str:
    values = {"name": name, "privacy": privacy}
    return str(founder.mutate("createCommunity", values, "community { id }")["community"]["id"])


class TestPosts:
    @pytest.mark.parametrize("order", ORDERS)
    def test_go_by_their_privacy(
        self, ada: Client, bob: Client, member: Member, order: str
    ) -> None:
        friend, members = member("friend"), make_members(6)
        connect(ada, friend)
        for privacy in ("PUBLIC", "CONNECTIONS", "ONLY_ME"):
            admired(ada, publish(ada, privacy, privacy=privacy), members)
        aggregate()

        everyone = {"PUBLIC"}
        trending = order == "TRENDING"
        friends = everyone if trending else everyone | {"CONNECTIONS"}
        assert set(texts(bob, order)) == everyone
        assert set(texts(friend, order)) == friends
        assert set(texts(ada, order)) == (everyone if trending else friends | {"ONLY_ME"})

    @pytest.mark.parametrize("order", ORDERS)
    def test_of_communities_are_their_members_unless_open(
        self, ada: Client, bob: Client, member: Member, order: str
    ) -> None:
        insider, members = member("insider"), make_members(6)
        for name, privacy in (("open", "PUBLIC"), ("closed", "PRIVATE")):
            club = make_community(ada, name, privacy)
            invited = {"communityId": club, "userId": insider.id}
            ada.mutate("inviteToCommunity", invited, "membership { status }")
            insider.mutate("joinCommunity", {"communityId": club}, "membership { status }")
            admired(ada, publish(ada, name, communityId=club), members)
            inside = publish(ada, f"{name} inside", communityId=club, privacy="COMMUNITY")
            admired(ada, inside, members)
        aggregate()

        assert set(texts(bob, order)) == {"open"}
        seen = {"open"} if order == "TRENDING" else {
            "open", "open inside", "closed", "closed inside"
        }  # fmt: skip
        assert set(texts(insider, order)) == seen

    @pytest.mark.parametrize("order", ORDERS)
    def test_of_others_are_what_at_least_five_viewed(
        self, ada: Client, bob: Client, member: Member, order: str
    ) -> None:
        root, members = make_staff(member("root")), make_members(5)
        for text, count in (("few", 4), ("enough", 5)):
            admired(ada, publish(ada, text), members[:count])
        aggregate()

        assert texts(bob, order) == ["enough"]
        both = {"enough"} if order == "TRENDING" else {"enough", "few"}
        assert set(texts(ada, order)) == set(texts(root, order)) == both

    def test_tell_of_what_is_shown_what_its_visits_measured(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        root, members = make_staff(member("root")), make_members(5)
        for text, count in (("few", 4), ("enough", 5)):
            uid, visit = publish(ada, text), {"duration_ms": 4000, "scroll_depth": 30.0}
            for who in members[:count]:
                store(of(ada, Act.VIEW, who, clock.now(), content_id=uid, visit_id="v", **visit))
        aggregate()

        def measured(client: Client) -> dict[str, list[float | None]]:
            found = [edge["node"] for edge in popular(client, orderBy="VIEWS")["edges"]]
            names = ("averageTimeSpentMs", "averageScrollDepth")
            return {each["content"]["text"]: [each[name] for name in names] for each in found}

        assert measured(bob) == {"enough": [4000, 30]}
        assert measured(ada) == measured(root) == {"enough": [4000, 30], "few": [4000, 30]}

    @pytest.mark.parametrize("order", ORDERS)
    def test_pass_no_block_and_no_mute(
        self, ada: Client, bob: Client, member: Member, order: str
    ) -> None:
        cyd, dan, members = member("cyd"), member("dan"), make_members(6)
        for author in (ada, cyd, dan):
            admired(author, publish(author, author.username), members)
        hold(bob, "BLOCKS", ada)
        hold(cyd, "BLOCKS", bob)
        hold(bob, "MUTES", dan)
        aggregate()

        assert texts(bob, order) == []
        assert set(texts(dan, order)) == {"ada", "cyd", "dan"}

    def test_that_one_hid_are_left_out(self, ada: Client, bob: Client) -> None:
        uid = publish(ada, "Hello")
        admired(ada, uid, make_members(6))
        act(bob, "hidePost", uid, reason="HIDE")
        aggregate()

        assert (texts(bob), texts(ada)) == ([], ["Hello"])

    def test_go_by_what_holds_now_and_not_by_what_was_recorded(
        self, ada: Client, bob: Client
    ) -> None:
        uid = publish(ada, "Hello")
        admired(ada, uid, make_members(6))
        aggregate()
        assert texts(bob) == ["Hello"]

        ada.mutate("updatePost", {"postId": uid, "privacy": "ONLY_ME"}, "post { id }")
        assert texts(bob) == []

    def test_that_are_deleted_are_staffs_alone_without_their_content(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        uid = publish(ada, "Hello")
        admired(ada, uid, make_members(6))
        ada.mutate("deletePost", {"postId": uid}, "post { id }")
        aggregate()
        root = make_staff(member("root"))

        for order in ORDERS:
            assert texts(bob, order) == texts(ada, order) == []
        (edge,) = popular(root, orderBy="VIEWS")["edges"]
        assert (edge["node"]["contentId"], edge["node"]["content"]) == (uid, None)
        assert popular(root, orderBy="TRENDING")["edges"] == []

    def test_imported_are_staffs_alone(self, ada: Client, member: Member) -> None:
        members, at = make_members(6), clock.now()
        store(*(of(None, word, who, at) for who in members for word in (Act.VIEW, Act.LIKE)))
        aggregate()
        root = make_staff(member("root"))

        for order in ORDERS:
            assert popular(ada, orderBy=order)["edges"] == []
            assert len(popular(root, orderBy=order)["edges"]) == 1


class TestOthers:
    def test_stories_are_the_connections_while_they_live(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        friend = member("friend")
        connect(ada, friend)
        made = ada.mutate("createStory", {"text": "Now", "ttlHours": 1}, "story { id }")
        uid = made["story"]["id"]
        admired(ada, uid, make_members(6), kind=ContentType.STORY)
        aggregate()

        assert (texts(friend), texts(ada), texts(bob)) == (["Now"], ["Now"], [])
        assert texts(friend, "TRENDING") == []
        graph.query("MATCH (s:Story {uid: $uid}) SET s.expires_at = 0.0", uid=uid)
        assert (texts(friend), texts(ada)) == ([], [])

    def test_comments_follow_what_they_are_on(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        friend, members = member("friend"), make_members(6)
        connect(ada, friend)
        for privacy in ("PUBLIC", "CONNECTIONS"):
            on = publish(ada, privacy=privacy)
            admired(friend, comment(friend, on, f"on {privacy}"), members, kind=ContentType.COMMENT)
        aggregate()

        assert texts(bob, type="COMMENT") == ["on PUBLIC"]
        assert set(texts(ada, type="COMMENT")) == {"on PUBLIC", "on CONNECTIONS"}
        assert texts(friend, "TRENDING", type="COMMENT") == ["on PUBLIC"]
        hold(bob, "BLOCKS", friend)
        assert texts(bob, type="COMMENT") == []

    def test_comments_on_what_one_hid_are_left_out(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        friend, on = member("friend"), publish(ada)
        said = comment(friend, on, "on it")
        admired(friend, said, make_members(6), kind=ContentType.COMMENT)
        aggregate()
        assert texts(bob, type="COMMENT") == ["on it"]

        act(bob, "hidePost", on)

        assert texts(bob, type="COMMENT") == []

    def test_communities_are_public_or_ones_own(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        for name, privacy in (("open", "PUBLIC"), ("closed", "PRIVATE")):
            uid = make_community(ada, name, privacy)
            admired(ada, uid, make_members_of(name), kind=ContentType.COMMUNITY)
        aggregate()

        assert (texts(bob), set(texts(ada))) == (["open"], {"open", "closed"})
        assert texts(ada, "TRENDING") == ["open"]

    def test_messages_and_profiles_are_nobodys(self, ada: Client) -> None:
        kinds = (ContentType.PROFILE, ContentType.CONVERSATION_MESSAGE)
        for kind in kinds:
            seen_lately(ada, "1", make_members_of(kind), kind)
        aggregate()

        assert popular(ada, orderBy="VIEWS")["edges"] == []


def make_members_of(name: str) -> list[int]:
    return [make_member(f"{name}{n}").pk for n in range(6)]


class TestPages:
    def test_hold_what_is_seen_however_much_is_not(
        self, ada: Client, bob: Client, member: Member
    ) -> None:
        cyd, members = member("cyd"), make_members(8)
        for n in range(40):
            # Recorded as public, and as theirs whom nobody blocks: the graph alone refuses it.
            uid = publish(cyd, f"hidden {n}")
            seen_lately(cyd, uid, members)
            act(bob, "hidePost", uid, reason="HIDE")
        shown = [publish(ada, f"shown {n}") for n in range(3)]
        for n, uid in enumerate(shown):
            seen_lately(ada, uid, members[: 7 - n])
        aggregate()

        walked: list[str] = []
        after = None
        for _ in range(3):
            page = popular(bob, orderBy="VIEWS", first=1, after=after)
            walked += [edge["node"]["contentId"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
        assert walked == shown
        assert page["pageInfo"]["hasNextPage"] is False

    def test_of_much_that_is_not_seen_are_found_by_few_queries(
        self, ada: Client, bob: Client
    ) -> None:
        parent, now = publish(ada, "for friends", privacy="CONNECTIONS"), clock.now()
        members = make_members(5)
        made = {"privacy": "connections", "parent": {"type": "post", "id": parent}}
        for n in range(200):
            about: dict[str, Any] = {"content_type": ContentType.COMMENT, "content_id": f"c{n}"}
            store(
                of(ada, Act.CREATE, int(ada.id), now, metadata=made, **about),
                *(of(ada, Act.VIEW, who, now, **about) for who in members),
            )
        aggregate()

        with counted_queries() as counted:
            assert popular(bob, orderBy="VIEWS", type="COMMENT", first=1)["edges"] == []

        assert len([sql for sql in counted.database if "ranked" in sql]) == 5

    def test_behind_what_is_ranked_for_all_are_found_at_once(
        self, ada: Client, bob: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("analytics.content.popular.SHARED", 2)
        members, now = make_members(6), clock.now()
        seen_lately(ada, uid := publish(ada, "shown"), members[:5])
        for n in range(100):
            about: dict[str, Any] = {"content_id": f"p{n}", "metadata": {"privacy": "only_me"}}
            store(
                of(ada, Act.CREATE, int(ada.id), now, **about),
                *(of(ada, Act.VIEW, who, now, **about) for who in members),
            )
        aggregate()

        with counted_queries() as counted:
            page = popular(bob, orderBy="VIEWS", first=1)

        assert [edge["node"]["contentId"] for edge in page["edges"]] == [uid]
        assert len([sql for sql in counted.database if "ranked" in sql]) == 3

    def test_the_queries_are_as_many_however_many_items(self, ada: Client, bob: Client) -> None:
        members = make_members(6)
        admired(ada, publish(ada, "one"), members)
        aggregate()
        with counted_queries() as one:
            texts(bob, type="POST")
        for n in range(15):
            admired(ada, publish(ada, f"post {n}"), members)
        aggregate()
        with counted_queries() as many:
            assert len(texts(bob, type="POST")) == 16

        with counted_queries() as again:
            texts(ada, type="POST")
        signing_in, authors = 2, 1
        standing, nodes, counters = 1, 1, 1
        assert one.counts == many.counts == (standing + nodes + counters, signing_in + 5 + authors)
        assert len(again.database) == len(many.database) - 1  # Ranked for bob.


def test_without_the_graph_nobody_but_staff_is_answered(
    ada: Client, member: Member, services: Services
) -> None:
    admired(ada, publish(ada), make_members(6))
    aggregate()
    root = make_staff(member("root"))
    services.neo4j.pause()

    assert refused(ada, POPULAR) == ("UNAVAILABLE", None)
    (edge,) = popular(root)["edges"]
    assert (edge["node"]["views"], edge["node"]["content"]) == (6, None)
