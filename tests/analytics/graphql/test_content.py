"""How a piece of content does, over HTTP: exact on small histories, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from account.models import User
from tests.analytics.events import aggregate, erase, make_member, utc
from tests.analytics.graphql.asking import MAY, make_staff, refused
from tests.analytics.graphql.content import (
    CONTENT,
    NOTHING,
    done,
    make_members,
    of,
    small_history,
    store,
    taken_away,
)
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity.maintenance import touch_history
from user_activity.vocabulary import InteractionType as Act

pytestmark = pytest.mark.django_db(transaction=True)


def content(client: Client, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(CONTENT, **{"range": MAY, **asked})["contentAnalytics"]
    return found


def counters(client: Client, **asked: Any) -> dict[str, Any]:
    found = content(client, **asked)
    return {name: found[name] for name in NOTHING}


class TestCounters:
    def test_of_a_small_history(self, member: Member) -> None:
        ada = member("ada")
        members = [*make_members(4), make_member("bot", is_bot=True).pk]
        small_history(ada, members)
        aggregate()

        assert counters(ada) == {
            "views": 4,
            "uniqueViewers": 2,
            "likes": 3,  # The author's among them; of who liked without a view, too.
            "comments": 2,
            "shares": 1,
            "saves": 1,
            "reactions": 1,
            "engagementRate": pytest.approx(2 / 3),  # Of who was shown it and who viewed it.
            "averageTimeSpentMs": (9000 + 30 * 60_000) / 2,
            "averageScrollDepth": 75,
            "engagementScore": 0.5 * 2 + 2 * 3 + 2 * 1 + 4 * 2 + 5 + 3,
        }

    def test_of_a_part_of_it(self, member: Member) -> None:
        ada = member("ada")
        members = [*make_members(4), make_member("bot", is_bot=True).pk]
        small_history(ada, members)
        aggregate()

        fifth = counters(ada, range={"from": "2026-05-05", "to": "2026-05-05"})
        last = counters(ada, range={"from": "2026-05-06", "to": "2026-05-07"})

        # Held at the range's end; who viewed before has viewed again; engaged within it.
        assert (fifth["views"], fifth["uniqueViewers"], fifth["likes"]) == (2, 2, 3)
        assert fifth["engagementRate"] == 1 / 2
        # Given before, or without being shown it; more taken away than made is none.
        assert (last["likes"], last["reactions"], last["saves"]) == (0, 1, 1)
        assert (last["engagementRate"], last["comments"]) == (None, 0)

    def test_of_nothing(self, member: Member) -> None:
        ada = member("ada")
        store(of(ada, Act.CREATE, int(ada.id), utc(4)))
        aggregate()

        assert counters(ada) == NOTHING

    def test_of_what_was_deleted_or_is_private(self, member: Member) -> None:
        ada, bob = member("ada"), make_member("bob").pk
        store(
            of(ada, Act.CREATE, int(ada.id), utc(4), metadata={"privacy": "only_me"}),
            of(ada, Act.VIEW, bob, utc(5)),
            of(ada, Act.DELETE, int(ada.id), utc(6)),
        )
        aggregate()

        assert counters(ada)["views"] == 1

    def test_without_bots_and_staff_as_long_as_they_are_marked(self, member: Member) -> None:
        ada, bob = member("ada"), make_member("bob").pk
        done(ada, Act.VIEW, [bob, make_member("root", is_staff=True).pk], 4)
        aggregate()
        assert counters(ada)["views"] == 1

        for marked, views in ((True, 0), (False, 1)):
            User.objects.filter(pk=bob).update(is_bot=marked)
            touch_history(bob)
            aggregate()
            assert counters(ada)["views"] == views

    def test_a_comment_that_never_counted_is_not_taken_away_from_the_others(
        self, member: Member
    ) -> None:
        ada, (bob, cleo) = member("ada"), make_members(2)
        done(ada, Act.COMMENT, [bob, cleo], 4)
        store(taken_away(int(ada.id), utc(6), whose=bob))
        aggregate()
        assert counters(ada)["comments"] == 1

        for marked in (True, False):
            User.objects.filter(pk=bob).update(is_bot=marked)
            touch_history(bob)
            aggregate()
            points = {point["day"]: point for point in content(make_staff(ada))["trend"]}

            assert counters(ada)["comments"] == 1
            assert points["2026-05-04"]["commentsAdded"] == (1 if marked else 2)
            assert points["2026-05-06"]["commentsRemoved"] == (0 if marked else 1)

    def test_follow_what_is_erased_and_comes_late(self, member: Member) -> None:
        ada, (b, c) = member("ada"), make_members(2)
        views = [of(ada, Act.VIEW, b, utc(day)) for day in (4, 6)]
        store(*views, of(ada, Act.VIEW, c, utc(6)))
        aggregate()
        erase(views[1:])
        store(of(ada, Act.VIEW, c, utc(5)))
        aggregate()

        found = counters(ada, range={"from": "2026-05-06", "to": "2026-05-06"})

        assert (found["views"], found["uniqueViewers"]) == (1, 1)
        assert counters(ada)["uniqueViewers"] == 2

    def test_days_are_the_platforms(self, member: Member, settings: Any) -> None:
        settings.PLATFORM_TIME_ZONE = "Asia/Kolkata"
        ada, bob = member("ada"), make_member("bob").pk
        store(*(of(ada, Act.VIEW, bob, utc(3, 18, minute)) for minute in (29, 30)))
        aggregate()

        for day in ("2026-05-03", "2026-05-04"):
            found = content(ada, range={"from": day, "to": day})
            assert (found["views"], found["meta"]["timezone"]) == (1, "Asia/Kolkata")


class TestTrend:
    def test_is_of_every_day_and_whole_for_staff(self, member: Member) -> None:
        ada, root = member("ada"), make_staff(member("root"))
        members = [*make_members(4), make_member("bot", is_bot=True).pk]
        small_history(ada, members)
        aggregate()

        points = {point["day"]: point for point in content(root)["trend"]}

        assert len(points) == 31
        zeros = dict.fromkeys(set(points["2026-05-01"]) - {"day"}, 0)
        expected: dict[int, dict[str, int]] = {
            4: {"views": 2, "uniqueViewers": 1, "likesAdded": 1, "commentsAdded": 2,
                "savesAdded": 1, "savesRemoved": 1},
            5: {"views": 2, "uniqueViewers": 2, "likesAdded": 3},
            6: {"likesRemoved": 1},
            7: {"reactionsAdded": 1, "commentsAdded": 1, "commentsRemoved": 1, "shares": 1,
                "savesAdded": 1},
        }  # fmt: skip
        for day in range(1, 32):
            on = f"2026-05-{day:02}"
            assert points[on] == {"day": on, **zeros, **expected.get(day, {})}, on

    def test_keeps_what_few_did_from_the_author(self, member: Member) -> None:
        ada, members = member("ada"), make_members(8)
        for day, count in ((4, 8), (5, 5), (6, 4), (7, 6)):
            done(ada, Act.VIEW, members[:count], day)
        done(ada, Act.LIKE, members[:5], 4)
        done(ada, Act.SAVE, members[:1], 4)
        store(
            *(of(ada, word, members[7], utc(5) + timedelta(seconds=n))
              for n, word in enumerate([Act.LIKE, Act.UNLIKE] * 5))
        )  # fmt: skip
        aggregate()

        found = content(ada)
        points = {int(point["day"][-2:]): point for point in found["trend"]}

        # The fifth's five would tell the sixth's four of the total.
        assert [points[day]["views"] for day in range(3, 9)] == [0, 8, None, None, 6, 0]
        assert [points[day]["uniqueViewers"] for day in range(3, 9)] == [0, 8, None, None, 6, 0]
        # Five likes of one member are one member's.
        assert [points[day]["likesAdded"] for day in range(3, 7)] == [0, 5, None, 0]
        assert [points[day]["likesRemoved"] for day in range(3, 7)] == [0, 0, None, 0]
        assert points[4]["savesAdded"] is None
        assert (found["views"], found["saves"]) == (23, 1)

    def test_a_range_of_one_day(self, member: Member) -> None:
        ada, members = member("ada"), make_members(5)
        done(ada, Act.VIEW, members, 4)
        aggregate()

        (point,) = content(ada, range={"from": "2026-05-04", "to": "2026-05-04"})["trend"]

        assert (point["views"], point["uniqueViewers"], point["likesAdded"]) == (5, 5, 0)


class TestWho:
    def test_its_author_and_staff_alone(self, member: Member) -> None:
        ada, bob = member("ada"), member("bob")
        done(ada, Act.VIEW, [int(bob.id)], 4)
        aggregate()

        assert content(ada)["views"] == 1
        assert refused(bob, CONTENT) == ("FORBIDDEN", "contentId")
        root = make_staff(member("root"))
        assert content(root)["views"] == 1

    def test_what_does_not_exist(self, member: Member) -> None:
        assert refused(member("ada"), CONTENT) == ("FORBIDDEN", "contentId")
        root = make_staff(member("root"))
        assert refused(root, CONTENT) == ("NOT_FOUND", "contentId")
        assert refused(root, CONTENT, type="MEDIA") == ("NOT_FOUND", "contentId")

    def test_imported_content_has_no_author(self, member: Member) -> None:
        ada, bob = member("ada"), make_member("bob").pk
        done(None, Act.VIEW, [bob, int(ada.id)], 4)
        aggregate()

        assert refused(ada, CONTENT) == ("FORBIDDEN", "contentId")
        assert content(make_staff(member("root")))["views"] == 2

    def test_nobody_signed_in_sees_nothing(self, client_of_nobody: Callable[[], Client]) -> None:
        assert refused(client_of_nobody(), CONTENT) == ("UNAUTHENTICATED", None)

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"range": {"last": "WEEK", "to": "2026-05-03"}}, "range.last"),
            ({"range": {"from": "2026-05-03", "to": "2026-05-02"}}, "range.from"),
            ({"id": " "}, "contentId"),
            ({"id": "x" * 65}, "contentId"),
        ],
    )
    def test_what_is_no_question(self, member: Member, asked: dict[str, Any], field: str) -> None:
        assert refused(member("ada"), CONTENT, **asked) == ("INVALID", field)


def test_says_how_far_it_is_computed(member: Member) -> None:
    ada, bob = member("ada"), make_member("bob").pk
    done(ada, Act.VIEW, [bob], 4)
    aggregate()
    done(ada, Act.VIEW, [bob], 5)

    waiting = content(ada)
    aggregate()
    fresh = content(ada)

    assert (waiting["views"], waiting["meta"]["isPartial"]) == (1, True)
    assert (fresh["views"], fresh["meta"]["isPartial"]) == (2, False)
    assert (fresh["contentType"], fresh["contentId"], fresh["range"]) == ("POST", "p", MAY)


def test_the_queries_are_as_many_however_long_the_history(member: Member) -> None:
    ada, members = member("ada"), make_members(10)
    done(ada, Act.VIEW, members[:1], 4)
    aggregate()
    with counted_queries() as short:
        content(ada)
    for day in range(5, 25):
        done(ada, Act.VIEW, members, day)
        done(ada, Act.LIKE, members, day)
        done(ada, Act.UNLIKE, members, day)
    aggregate()
    with counted_queries() as long:
        assert content(ada)["views"] == 201

    signing_in, trend, small_cells = 2, 1, 1
    assert short.counts == (0, signing_in + 3 + trend), short.database
    assert long.counts == (0, signing_in + 3 + trend + small_cells), long.database
