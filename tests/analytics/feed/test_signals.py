"""`feedSignals` over HTTP: its numbers, its order, who is never named, and who may ask."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission

from account.models import User
from analytics import scoring
from analytics.feed.signals import LIST_LIMIT, Batch, signals_of
from analytics.social.apart import held_apart
from ooumph.embedded.services import Services
from tests.analytics.events import MESSAGE, aggregate, event, make_member, stored_rows, utc
from tests.analytics.feed.history import History, just_now
from tests.analytics.feed.oracle import Oracle
from tests.analytics.graphql.asking import META, make_staff, refused
from tests.api import Client, Member
from tests.post.acts import comment, publish
from tests.watching import counted_queries, hold
from user_activity import writer
from user_activity.storing.drain import drain
from user_activity.vocabulary import InteractionType as Content
from user_activity.vocabulary import SocialInteractionType as Social

pytestmark = pytest.mark.django_db(transaction=True)
SIGNALS = f"""
    query($userId: ID) {{
        feedSignals(userId: $userId) {{
            range {{ from to }} {META} computedAt modelVersion
            contentEngagement {{
                contentType items views impressions clicks likes reactions saves comments shares
                hides timeSpentMs averageTimeSpentMs averageScrollDepth
            }}
            authorAffinities {{ user {{ id }} score }}
            contentPreferences {{ contentType tag score }}
            socialSignals {{ user {{ id }} tieStrength }}
            temporalPatterns {{ hours weekdays }}
            negativeSignals {{
                content {{ contentType contentId hides reports lastOn }}
                authors {{ user {{ id }} score }}
                muted {{ id }}
                blocked {{ id }}
            }}
        }}
    }}
"""


def signals(client: Client, user_id: Any = None) -> dict[str, Any]:
    found = client.query(SIGNALS, userId=user_id and str(user_id))["feedSignals"]
    assert isinstance(found, dict)
    return found


def authors(client: Client) -> list[tuple[str, float]]:
    found = signals(client)["authorAffinities"]
    return [(each["user"]["id"], each["score"]) for each in found]


def did(word: Content, who: Client, author: Client, *, days_ago: int = 0, **more: Any) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    more = {"content_id": f"of {author.username}", **more}
    writer.store([event(word, int(who.id), at, author_id=int(author.id), **more)])


def close(scores: list[Any]) -> list[Any]:
    return [(key, pytest.approx(score, rel=1e-12)) for key, score in scores]


class TestNumbers:
    def test_are_the_oracles_for_a_random_history(self, member: Member) -> None:
        zones = ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland", "UTC", "UTC"]
        clients = [member(f"member{n}") for n in range(len(zones))]
        for client, zone in zip(clients, zones, strict=True):
            User.objects.filter(pk=client.id).update(timezone=zone)
        History(7, [int(client.id) for client in clients], just_now()).store(2_500)
        aggregate()
        now = just_now()
        oracle = Oracle(stored_rows(), on=now.date())

        for client, zone in zip(clients, zones, strict=True):
            found, user_id = signals(client), int(client.id)
            self.assert_content(found, oracle, user_id)
            assert [
                (int(each["user"]["id"]), each["tieStrength"]) for each in found["socialSignals"]
            ] == close(oracle.ties(user_id))
            own_day = now.astimezone(ZoneInfo(zone)).date()
            hours, weekdays = oracle.times(user_id, zone, own_day)
            assert found["temporalPatterns"]["hours"] == pytest.approx(hours, rel=1e-12)
            assert found["temporalPatterns"]["weekdays"] == pytest.approx(weekdays, rel=1e-12)
            assert found["range"]["to"] == str(own_day)

    @staticmethod
    def assert_content(found: dict[str, Any], oracle: Oracle, user_id: int) -> None:
        engagement = oracle.engagement(user_id)
        assert [each["contentType"].lower() for each in found["contentEngagement"]] == sorted(
            engagement
        )
        for each in found["contentEngagement"]:
            expected = engagement[each.pop("contentType").lower()]
            expected["timeSpentMs"] = expected.pop("time_spent_ms")
            assert each == {
                name: None if value is None else pytest.approx(value, rel=1e-12)
                for name, value in expected.items()
            }
        assert [
            (int(each["user"]["id"]), each["score"]) for each in found["authorAffinities"]
        ] == close(oracle.authors(user_id))
        assert [
            ((each["contentType"].lower(), each["tag"]), each["score"])
            for each in found["contentPreferences"]
        ] == [(key, pytest.approx(score, abs=1e-9)) for key, score in oracle.preferences(user_id)]
        content, unwanted = oracle.unwanted(user_id)
        negative = found["negativeSignals"]
        assert [
            (
                each["contentType"].lower(),
                *(each[name] for name in ("contentId", "hides", "reports")),
                date.fromisoformat(each["lastOn"]),
            )
            for each in negative["content"]
        ] == content
        assert [(int(each["user"]["id"]), each["score"]) for each in negative["authors"]] == close(
            unwanted
        )

    def test_an_affinity_is_a_share_that_halves(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        did(Content.VIEW, ada, bob)
        did(Content.VIEW, ada, bob)  # Once a day.
        did(Content.COMMENT, ada, cyd, days_ago=14)
        did(Content.COMMENT, ada, cyd, days_ago=90)  # Beyond the horizon.
        did(Content.VIEW, ada, ada)  # One's own is no signal.
        aggregate()

        assert authors(ada) == [(cyd.id, 2 / 2.5), (bob.id, 0.5 / 2.5)]

    def test_what_is_taken_back_is_no_signal(self, member: Member) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        did(Content.LIKE, ada, bob, days_ago=3)
        did(Content.SAVE, ada, bob, days_ago=3)
        did(Content.VIEW, ada, cyd)
        aggregate()
        assert [each for each, _ in authors(ada)] == [bob.id, cyd.id]

        did(Content.UNLIKE, ada, bob, days_ago=1)
        did(Content.UNSAVE, ada, bob, days_ago=1)
        aggregate()

        assert authors(ada) == [(cyd.id, 1)]

    def test_of_nothing(self, member: Member) -> None:
        ada = member("ada")
        User.objects.filter(pk=ada.id).update(timezone="Asia/Tokyo")

        found = signals(ada)

        for name in (
            "contentEngagement",
            "authorAffinities",
            "contentPreferences",
            "socialSignals",
        ):
            assert found[name] == []
        assert found["temporalPatterns"] == {"hours": [0.0] * 24, "weekdays": [0.0] * 7}
        assert found["negativeSignals"] == {"content": [], "authors": [], "muted": [],
                                            "blocked": []}  # fmt: skip
        assert found["modelVersion"] == scoring.feed_version()
        assert found["meta"]["timezone"] == "Asia/Tokyo"
        assert found["meta"]["definitionVersion"] == scoring.definition_version()

    def test_lists_are_capped_and_ordered(self, member: Member) -> None:
        ada = member("ada")
        at = datetime.now(UTC)
        others = [User.objects.create(username=f"author{n}").pk for n in range(LIST_LIMIT + 5)]
        writer.store(
            [
                event(word, int(ada.id), at, author_id=other, content_id=f"item{other:06}")
                for other in others
                for word in (Content.VIEW, Content.HIDE)
            ]
            + [event(Social.MENTION, int(ada.id), at, target_user_id=other) for other in others]
        )
        aggregate()

        found = signals(ada)

        first = [str(other) for other in others[:LIST_LIMIT]]
        negative = found["negativeSignals"]
        for named in (found["authorAffinities"], found["socialSignals"], negative["authors"]):
            assert [each["user"]["id"] for each in named] == first
        assert [each["contentId"] for each in negative["content"]] == [
            f"item{other:06}" for other in others[:LIST_LIMIT]
        ]
        assert found["authorAffinities"][0]["score"] == pytest.approx(1 / len(others))

    def test_the_version_changes_with_the_weights(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = scoring.feed_version(), scoring.definition_version()
        monkeypatch.setattr(scoring, "FEED_HALF_LIFE_DAYS", 7)
        cached = (scoring.feed_decay, scoring.feed_version, scoring.definition_version)
        for each in cached:
            each.cache_clear()
        after = scoring.feed_version(), scoring.definition_version()
        for each in cached:
            each.cache_clear()

        assert before[0] != after[0]
        assert before[1] != after[1]

    def test_a_comment_taken_away_makes_ones_own_post_no_item(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        uid = comment(bob, publish(ada), "rude")
        ada.mutate("deleteComment", {"commentId": uid}, "comment { id }")
        drain()
        aggregate()

        assert signals(ada)["contentEngagement"] == []

    def test_ties_of_an_instant_know_nothing_of_the_day_after(self) -> None:
        ada, bob, cyd = make_member("ada"), make_member("bob"), make_member("cyd")
        who = [*[bob] * 9, cyd]
        writer.store([event(MESSAGE, ada.pk, utc(4), target_user_id=each.pk) for each in who])
        writer.store([event(MESSAGE, ada.pk, utc(10, 0, 1), target_user_id=bob.pk)])
        aggregate()

        [found] = signals_of(Batch([ada], held_apart([ada.pk]), utc(9, 23, 59)))

        ties = {each.user_id: each.score for each in found.social_signals}
        assert ties == pytest.approx({bob.pk: 0.9, cyd.pk: 0.1})

    @pytest.mark.parametrize("how", ["ONLY_ME", "CONNECTIONS", "COMMUNITY", "block", "deleted"])
    def test_tags_of_what_not_everyone_may_see_are_told_to_nobody(
        self, member: Member, how: str
    ) -> None:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        taken: dict[str, Any] = {"tags": ["secret"]}
        if how == "COMMUNITY":
            closed = {"name": "closed", "privacy": "PRIVATE"}
            made = bob.mutate("createCommunity", closed, "community { id }")
            taken["communityId"] = made["community"]["id"]
        if how in ("ONLY_ME", "CONNECTIONS", "COMMUNITY"):
            taken["privacy"] = how
        for author, tag in ((cyd, "kept"), (bob, "open")):
            uid = publish(author, tags=[tag])
            did(Content.VIEW, ada, author, content_id=uid)
        bob.mutate("updatePost", {"postId": uid, **taken}, "post { id }")
        if how == "block":
            hold(bob, "BLOCKS", ada)
        if how == "deleted":
            bob.mutate("deletePost", {"postId": uid})
        aggregate()

        found = {each["tag"]: each["score"] for each in signals(ada)["contentPreferences"]}

        assert found == {"kept": 0.5, None: 0.5}


class TestApart:
    @pytest.fixture
    def three(self, member: Member) -> tuple[Client, Client, Client]:
        ada, bob, cyd = member("ada"), member("bob"), member("cyd")
        for other in (bob, cyd):
            did(Content.VIEW, ada, other)
            at = datetime.now(UTC)
            writer.store([event(Social.MENTION, int(ada.id), at, target_user_id=int(other.id))])
        aggregate()
        return ada, bob, cyd

    @staticmethod
    def named(client: Client) -> tuple[dict[str, float], dict[str, float]]:
        found = signals(client)
        return (
            {each["user"]["id"]: each["score"] for each in found["authorAffinities"]},
            {each["user"]["id"]: each["tieStrength"] for each in found["socialSignals"]},
        )

    @pytest.mark.parametrize(("kind", "name"), [("BLOCKS", "blocked"), ("MUTES", "muted")])
    def test_a_block_or_mute_takes_out_at_once(
        self, three: tuple[Client, Client, Client], kind: str, name: str
    ) -> None:
        ada, bob, cyd = three
        hold(ada, kind, bob)

        assert self.named(ada) == ({cyd.id: 0.5}, {cyd.id: 0.5})
        negative = signals(ada)["negativeSignals"]
        assert {each: [user["id"] for user in negative[each]] for each in ("muted", "blocked")} == {
            "muted": [], "blocked": [], name: [bob.id],
        }  # fmt: skip

    def test_who_blocked_is_out_and_told_by_nothing(
        self, three: tuple[Client, Client, Client]
    ) -> None:
        ada, bob, cyd = three
        hold(bob, "BLOCKS", ada)
        hold(cyd, "MUTES", ada)
        did(Content.HIDE, ada, bob)
        did(Content.HIDE, ada, cyd)
        aggregate()

        assert self.named(ada) == ({cyd.id: 0.5}, {cyd.id: 0.5})
        negative = signals(ada)["negativeSignals"]
        assert (negative["muted"], negative["blocked"]) == ([], [])
        assert [each["user"]["id"] for each in negative["authors"]] == [cyd.id]

    def test_a_closed_account_is_named_nowhere(self, three: tuple[Client, Client, Client]) -> None:
        ada, bob, cyd = three
        hold(ada, "BLOCKS", bob)
        did(Content.HIDE, ada, bob)
        aggregate()
        User.objects.filter(pk=bob.id).update(is_active=False)

        found = signals(ada)

        assert self.named(ada) == ({cyd.id: 0.5}, {cyd.id: 0.5})
        assert found["negativeSignals"]["authors"] == found["negativeSignals"]["blocked"] == []

    def test_without_the_graph_blocks_are_as_recorded(
        self, member: Member, services: Services
    ) -> None:
        ada, bob, cyd, dan, eve = map(member, ("ada", "bob", "cyd", "dan", "eve"))
        for other in (bob, cyd, dan, eve):
            did(Content.VIEW, ada, other)
        ada.mutate("blockUser", {"userId": bob.id})
        ada.mutate("muteUser", {"userId": cyd.id})
        ada.mutate("unmuteUser", {"userId": cyd.id})
        dan.mutate("blockUser", {"userId": ada.id})
        eve.mutate("updateProfile", {"trackingConsent": False})
        aggregate()
        services.neo4j.pause()

        found = signals(ada)

        assert [each["user"]["id"] for each in found["authorAffinities"]] == [cyd.id]
        assert [user["id"] for user in found["negativeSignals"]["blocked"]] == [bob.id]
        assert found["negativeSignals"]["muted"] == []


class TestWhoMayAsk:
    def test_a_member_their_own_alone(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")

        assert signals(ada, ada.id)["range"] == signals(ada)["range"]
        assert refused(ada, SIGNALS, userId=bob.id) == ("FORBIDDEN", "userId")

    def test_staff_and_service_accounts_anyones(self, member: Member) -> None:
        ada, bob, staff, service = map(member, ("ada", "bob", "staff", "service"))
        did(Content.VIEW, ada, bob)
        aggregate()
        make_staff(staff)
        assert refused(service, SIGNALS, userId=ada.id) == ("FORBIDDEN", "userId")

        User.objects.get(pk=service.id).user_permissions.add(
            Permission.objects.get(codename="view_feed_signals")
        )

        for client in (staff, service):
            [affinity] = signals(client, ada.id)["authorAffinities"]
            assert affinity == {"user": {"id": bob.id}, "score": 1}
            assert refused(client, SIGNALS, userId="999999") == ("NOT_FOUND", "userId")
        trends = "query($id: ID) { engagementTrends(userId: $id) { slope } }"
        assert refused(service, trends, id=ada.id) == ("FORBIDDEN", "userId")

    def test_nobody_who_is_not_signed_in(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), SIGNALS) == ("UNAUTHENTICATED", None)


def test_the_queries_are_as_many_however_long_the_lists(member: Member) -> None:
    ada, others = member("ada"), [member(f"member{n}") for n in range(8)]
    did(Content.VIEW, ada, others[0])
    hold(ada, "MUTES", others[-1])
    aggregate()
    with counted_queries() as one:
        assert len(authors(ada)) == 1
    for other in others[:-1]:
        did(Content.VIEW, ada, other)
    aggregate()
    with counted_queries() as many:
        assert len(authors(ada)) == 7

    signing_in = 2
    assert one.counts == many.counts == (1, signing_in + 6), (one.graph, one.database)
