"""What is popular, over HTTP: the three orders, exactly, and the walk through their pages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches

from tests.analytics.events import aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, refused
from tests.analytics.graphql.content import done, make_members, of, store
from tests.analytics.graphql.popular import POPULAR, ids, nodes, popular
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity.vocabulary import ContentType
from user_activity.vocabulary import InteractionType as Act

pytestmark = pytest.mark.django_db(transaction=True)


class TestViews:
    def test_the_most_viewed_first(self, root: Client) -> None:
        members = make_members(3)
        for uid, count in (("a", 1), ("b", 3), ("c", 2), ("d", 2)):
            done(None, Act.VIEW, members[:count], 4, content_id=uid)
        done(None, Act.VIEW, members[:1], 5, content_id="a")
        done(None, Act.LIKE, members, 5, content_id="unseen")
        aggregate()

        found = nodes(root, orderBy="VIEWS")

        assert [(node["contentId"], node["views"], node["uniqueViewers"]) for node in found] == [
            ("b", 3, 3), ("a", 2, 1), ("c", 2, 2), ("d", 2, 2)
        ]  # fmt: skip
        assert [node["content"] for node in found] == [None] * 4
        fifth = {"from": "2026-05-05", "to": "2026-05-05"}
        assert ids(root, orderBy="VIEWS", range=fifth) == ["a"]

    def test_of_one_type_or_all(self, root: Client) -> None:
        members = make_members(2)
        done(None, Act.VIEW, members, 4, content_type=ContentType.STORY)
        done(None, Act.VIEW, members[:1], 4)
        aggregate()

        found = [node["contentType"] for node in nodes(root, orderBy="VIEWS")]

        assert found == ["STORY", "POST"]
        assert ids(root, orderBy="VIEWS", type="STORY") == ["p"]
        assert ids(root, orderBy="VIEWS", type="COMMENT") == []

    def test_without_authors_bots_and_staff(self, root: Client, member: Member) -> None:
        ada, bot = member("ada"), make_member("bot", is_bot=True).pk
        done(ada, Act.VIEW, [int(ada.id), bot, int(root.id)], 4)
        aggregate()

        assert ids(root, orderBy="VIEWS") == []


class TestEngagement:
    def test_few_who_all_engage_are_not_sure_to(self, root: Client) -> None:
        members = make_members(30)
        for uid, shown, engaged in (("a", 3, 3), ("b", 30, 20), ("c", 30, 0), ("d", 10, 2)):
            done(None, Act.VIEW, members[:shown], 4, content_id=uid)
            done(None, Act.LIKE, members[:engaged], 4, content_id=uid)
        done(None, Act.LIKE, members, 5, content_id="unseen")
        aggregate()

        found = [(node["contentId"], node["engagementRate"]) for node in nodes(root)]

        assert found == [("b", pytest.approx(2 / 3)), ("a", 1), ("d", 0.2)]

    def test_of_a_range_counts_who_did_both_in_it(self, root: Client) -> None:
        one, two = make_members(2)
        for uid, who, seen, liked in (("a", one, 4, 20), ("b", two, 20, 20)):
            done(None, Act.VIEW, [who], seen, content_id=uid)
            done(None, Act.LIKE, [who], liked, content_id=uid)
        aggregate()

        assert ids(root, range={"from": "2026-05-10", "to": "2026-05-31"}) == ["b"]
        assert ids(root) == ["a", "b"]


class TestTrending:
    def test_counts_members_halved_every_day(self, root: Client) -> None:
        members = make_members(7)
        at_noon = {"orderBy": "TRENDING"}
        store(
            *(of(None, Act.VIEW, who, utc(31), content_id="late") for who in members[:5]),
            *(of(None, Act.VIEW, who, utc(30), content_id="early") for who in members),
            *(of(None, Act.LIKE, who, utc(31), content_id="early") for who in members[:5]),
        )
        aggregate()

        found = {node["contentId"]: node["trendingScore"] for node in nodes(root, **at_noon)}

        half_a_day = 2**-0.5
        assert list(found) == ["late", "early"]
        assert found["late"] == pytest.approx(5 * half_a_day, abs=1e-5)
        # Who liked it had noticed it within a half-life.
        assert found["early"] == pytest.approx(7 * half_a_day / 2, abs=1e-5)

    def test_needs_five_members(self, root: Client) -> None:
        members = make_members(5)
        for day in (29, 31):
            done(None, Act.VIEW, members[:4], day, content_id="few")
        done(None, Act.VIEW, members[:4], 20, content_id="enough")
        done(None, Act.VIEW, members[4:], 21, content_id="enough")
        aggregate()

        assert ids(root, orderBy="TRENDING") == ["enough"]
        scores = {node["contentId"]: node["trendingScore"] for node in nodes(root, orderBy="VIEWS")}
        assert scores["few"] is None
        assert scores["enough"] > 0

    def test_is_of_what_everyone_may_see(self, root: Client, member: Member) -> None:
        ada, members = member("ada"), make_members(5)
        privacies = {"open": "public", "closed": "connections", "none": "only_me"}
        for uid, privacy in [*privacies.items(), ("gone", "public"), ("inside", "public")]:
            said = {"privacy": privacy, "community": "club" if uid == "inside" else ""}
            store(of(ada, Act.CREATE, int(ada.id), utc(3), content_id=uid, metadata=said))
            done(ada, Act.VIEW, members, 30, content_id=uid)
        store(
            of(ada, Act.DELETE, int(ada.id), utc(31), content_id="gone"),
            of(ada, Act.CREATE, int(ada.id), utc(3), content_id="club",
               content_type=ContentType.COMMUNITY, metadata={"privacy": "private"}),
        )  # fmt: skip
        done(None, Act.VIEW, members, 30, content_id="imported")
        aggregate()

        assert sorted(ids(root, orderBy="TRENDING")) == ["imported", "open"]
        assert len(ids(root, orderBy="VIEWS")) == 6

    def test_is_of_now_where_the_range_is_not_over(self, root: Client) -> None:
        members, now = make_members(5), datetime.now(UTC)
        store(*(of(None, Act.VIEW, who, now - timedelta(hours=6)) for who in members))
        store(
            *(of(None, Act.VIEW, who, now + timedelta(days=2), content_id="q") for who in members)
        )
        aggregate()
        ahead = {"from": (now - timedelta(days=1)).date(), "to": (now + timedelta(days=5)).date()}

        found = nodes(root, orderBy="TRENDING", range={n: str(day) for n, day in ahead.items()})

        assert [node["contentId"] for node in found] == ["p"]
        assert found[0]["trendingScore"] == pytest.approx(5 * 2**-0.25, rel=1e-3)

    def test_what_is_years_back_is_nothing(self, root: Client) -> None:
        done(None, Act.VIEW, make_members(5), 4)
        aggregate()

        assert ids(root, orderBy="TRENDING", range={"from": "2025-01-01", "to": "2034-01-01"}) == []


class TestPages:
    @pytest.mark.parametrize("order", ["ENGAGEMENT", "VIEWS", "TRENDING"])
    def test_hold_each_once_however_long(self, root: Client, order: str) -> None:
        members = make_members(9)
        for n in range(13):
            who = members[: 5 + n % 4]
            done(None, Act.VIEW, who, 31, content_id=f"p{n:02}")
            done(None, Act.LIKE, who[: 1 + n % 3], 31, content_id=f"p{n:02}")
        aggregate()
        whole = ids(root, orderBy=order)

        assert len(whole) == 13
        for first in (1, 3, 13, 100):
            walked, after = [], None
            while True:
                page = popular(root, orderBy=order, range=MAY, first=first, after=after)
                walked += [edge["node"]["contentId"] for edge in page["edges"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert walked == whole

    def test_go_on_where_they_were_when_more_is_seen(self, root: Client) -> None:
        members = make_members(5)
        for n in range(4):
            done(None, Act.VIEW, members[: 1 + n], 4, content_id=f"p{n}")
        aggregate()
        page = popular(root, orderBy="VIEWS", range=MAY, first=2)
        done(None, Act.VIEW, members, 5, content_id="p0")
        aggregate()

        after = page["pageInfo"]["endCursor"]
        rest = popular(root, orderBy="VIEWS", range=MAY, first=2, after=after)["edges"]

        assert [edge["node"]["contentId"] for edge in page["edges"]] == ["p3", "p2"]
        assert [edge["node"]["contentId"] for edge in rest] == ["p1"]

    def test_what_is_no_question(self, root: Client) -> None:
        done(None, Act.VIEW, make_members(1), 4)
        aggregate()
        cursor = popular(root, orderBy="VIEWS", range=MAY)["edges"][0]["cursor"]
        for asked, field in (
            ({"first": 0}, "first"),
            ({"first": 101}, "first"),
            ({"after": "x"}, "after"),
            ({"after": cursor, "orderBy": "TRENDING"}, "after"),
            ({"range": {"last": "WEEK", "from": "2026-05-01"}}, "range.last"),
        ):
            assert refused(root, POPULAR, **asked) == ("INVALID", field)

    @pytest.mark.parametrize("order", ["VIEWS", "ENGAGEMENT"])
    def test_go_on_behind_what_is_ranked_for_all(
        self, root: Client, order: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        members = make_members(3)
        names = [f"{'äzB'[n % 3]}{n}" for n in range(25)]
        for n, name in enumerate(names):
            done(None, Act.VIEW, members[: 1 + n % 3], 4, content_id=name)
            done(None, Act.LIKE, members[:1], 4, content_id=name)
        aggregate()
        whole = ids(root, orderBy=order, first=100)
        assert sorted(whole) == sorted(names)
        for shared in (3, 7, 25):
            caches["answers"].clear()
            monkeypatch.setattr("analytics.content.popular.SHARED", shared)
            walked: list[str] = []
            after = None
            while after or not walked:
                page = popular(root, orderBy=order, first=4, after=after, range=MAY)
                walked += [edge["node"]["contentId"] for edge in page["edges"]]
                after = page["pageInfo"]["hasNextPage"] and page["pageInfo"]["endCursor"]
            assert walked == whole

    def test_the_queries_are_as_many_however_many_items(self, root: Client) -> None:
        members = make_members(5)
        done(None, Act.VIEW, members, 4, content_id="first")
        aggregate()
        for order in ("ENGAGEMENT", "VIEWS", "TRENDING"):
            done(None, Act.LIKE, members[:1], 4, content_id="first")
            aggregate()
            with counted_queries() as one:
                nodes(root, orderBy=order)
            store(*(of(None, word, who, utc(31), content_id=f"{order}{n}") for n in range(30)
                    for who in members for word in (Act.VIEW, Act.LIKE)))  # fmt: skip
            aggregate()
            with counted_queries() as many:
                assert len(nodes(root, orderBy=order, first=100)) >= 30
            with counted_queries() as again:
                nodes(root, orderBy=order, first=100)
            signing_in, looking_for_nodes = 2, 1
            asked = signing_in + 4 + (order == "TRENDING")
            assert one.counts == many.counts == (looking_for_nodes, asked), many.database
            assert again.counts == (looking_for_nodes, asked - 1), again.database


def test_says_how_far_it_is_computed(root: Client) -> None:
    members = make_members(2)
    aggregate()
    store(event(Act.VIEW, members[0], utc(4)))

    waiting = popular(root, orderBy="VIEWS", range=MAY)
    aggregate()
    fresh = popular(root, orderBy="VIEWS", range=MAY)

    assert (waiting["edges"], waiting["meta"]["isPartial"]) == ([], True)
    assert (len(fresh["edges"]), fresh["meta"]["isPartial"], fresh["range"]) == (1, False, MAY)


def test_nobody_signed_in_sees_nothing(client_of_nobody: Callable[[], Client]) -> None:
    assert refused(client_of_nobody(), POPULAR) == ("UNAUTHENTICATED", None)


def test_of_nothing(root: Client, member: Member) -> None:
    asked: dict[str, Any] = {"first": 5}
    for client in (root, member("ada")):
        for order in ("ENGAGEMENT", "VIEWS", "TRENDING"):
            found = popular(client, orderBy=order, **asked)
            assert (found["edges"], found["pageInfo"]["hasNextPage"]) == ([], False)
